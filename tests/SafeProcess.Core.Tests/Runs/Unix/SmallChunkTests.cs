using System.Globalization;
using SafeProcess.Core.Tests.Hosts;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

/// <summary>What a program that writes a little now and then costs its host.</summary>
public sealed class SmallChunkTests
{
    [Theory]
    [InlineData("own")]
    [InlineData("foreign")]
    public async Task A_small_chunk_is_read_once_and_nothing_is_read_in_vain(string sink)
    {
        var result = await RunAsync(HostProgram.Spec("small-chunks", sink));
        Assert.True(result.Success, $"{result}\n{result.StandardOutput}\n{result.StandardError}");
        // Two where each is read in vain once. Where somebody takes a chunk late, as on a busy machine, the next few are.
        Assert.InRange(double.Parse(result.StandardOutput!, CultureInfo.InvariantCulture) / SmallChunksHost.Counted, 1, 1.7);
    }
}
