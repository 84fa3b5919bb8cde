using System.Globalization;
using SafeProcess.Core.Tests.Hosts;
using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

/// <summary>Runs of a host whose thread pool has not one free thread: what others do with it is no concern of a deadline.</summary>
public sealed partial class BusyPoolTests
{
    [Theory]
    [InlineData("timeout")]
    [InlineData("no-grace")]
    public async Task A_deadline_passes_as_ever(string how)
    {
        // Where it needed the pool this would end at the ceiling of a test's run.
        var told = await TellAsync([how, "hang", "--out", "out"]);
        Assert.Equal("TimedOut", told[0]);
        TestContext.Current.TestOutputHelper?.WriteLine($"Busy pool: {how} {double.Parse(told[1], CultureInfo.InvariantCulture):0.00} s");
    }

    /// <summary>What the host says of a run.</summary>
    private static async Task<string[]> TellAsync(string[] arguments)
    {
        var result = await RunAsync(HostProgram.Spec("busy-pool", arguments));
        Assert.True(result.Success, $"{result} {result.StandardError}");
        return result.StandardOutput!.TrimEnd('\r', '\n').Split(' ');
    }
}
