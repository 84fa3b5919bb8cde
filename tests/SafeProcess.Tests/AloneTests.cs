using System.Globalization;
using SafeProcess.Core.Tests.Support;
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
    [Trait("Category", "Long")]
    public void After_thousands_of_short_runs_descriptors_threads_and_memory_are_level()
    {
        // In pieces: on a busy machine all of them take longer than one script may.
        const string Thousand = "foreach ($i in 1..1000) { $null = Invoke-SafeProcess true }";
        _session.Run(Thousand).AssertNoError();
        var (descriptors, threads, managed, resident) = (Descriptors(), Threads(), ManagedMegabytes(), ResidentMegabytes());

        for (var piece = 0; piece < Repetition.Times(5); piece++)
            _session.Run(Thousand).AssertNoError();

        AssertLevel(descriptors, Descriptors(), "descriptors");
        AssertLevel(threads, Threads(), "threads");
        // A kilobyte kept of each run would be five megabytes.
        AssertLevel(managed, ManagedMegabytes(), "managed megabytes", more: 3);
        AssertLevel(resident, ResidentMegabytes(), "resident megabytes", more: 30);
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

    private static int ManagedMegabytes() => (int)(GC.GetTotalMemory(forceFullCollection: true) >> 20);

    private static int ResidentMegabytes() => (int)(Environment.WorkingSet >> 20);

    // The test runner and the thread pool have a few of their own that come and go; a leak would be one a run.
    private static void AssertLevel(int before, int after, string what, int more = 10) =>
        Assert.True(after <= before + more, $"{what} grew from {before} to {after}");
}
