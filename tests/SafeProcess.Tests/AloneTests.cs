using System.Globalization;
using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests;

/// <summary>Tests that count what the whole process holds: no other test may run beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public static class Alone;

[Collection(nameof(Alone))]
public sealed class AloneTests : IDisposable
{
    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [EngineFact]
    public void A_thousand_short_runs_leave_no_descriptor_and_no_thread()
    {
        const string Runs = "foreach ($i in 1..{0}) {{ $null = Invoke-SafeProcess true }}";
        _session.Run(string.Format(CultureInfo.InvariantCulture, Runs, 50)).AssertNoError();
        var (descriptors, threads) = (Descriptors(), Threads());

        _session.Run(string.Format(CultureInfo.InvariantCulture, Runs, 1000)).AssertNoError();

        AssertLevel(descriptors, Descriptors(), "descriptors");
        AssertLevel(threads, Threads(), "threads");
        Assert.Empty(MarkedTree.OwnZombies());
    }

    [EngineFact]
    public void Failures_leave_no_descriptor()
    {
        const string Failures = """
            foreach ($i in 1..{0}) {{
                try {{ Invoke-SafeProcess no-such-program }} catch {{ }}
                try {{ Invoke-SafeProcess true -WorkingDirectory /no/such/folder }} catch {{ }}
                try {{ Invoke-SafeProcess / }} catch {{ }}
                try {{ Invoke-SafeProcess true -Timeout 0 }} catch {{ }}
                try {{ Invoke-SafeProcess true -StandardOutputPath /dev/null -StandardErrorPath / }} catch {{ }}
                $null = Invoke-SafeProcess false -ErrorAction Ignore
            }}
            """;
        _session.Run(string.Format(CultureInfo.InvariantCulture, Failures, 10)).AssertNoError();
        var descriptors = Descriptors();

        _session.Run(string.Format(CultureInfo.InvariantCulture, Failures, 60)).AssertNoError();

        AssertLevel(descriptors, Descriptors(), "descriptors");
        Assert.Empty(MarkedTree.OwnZombies());
    }

    private static int Descriptors() => Directory.GetFileSystemEntries("/proc/self/fd").Length;

    private static int Threads() => Directory.GetDirectories("/proc/self/task").Length;

    // The test runner and the thread pool have a few of their own that come and go; a leak would be one a run.
    private static void AssertLevel(int before, int after, string what) =>
        Assert.True(after <= before + 10, $"{what} grew from {before} to {after}");
}
