using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Faults;

/// <summary>A drain whose reader gives up in the middle of a stream.</summary>
public sealed class FailedReaderTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3_000_000)]
    public async Task What_came_before_is_whole_and_the_tree_ends(long failsAfter)
    {
        for (var round = 0; round < Options.Rounds(3); round++)
        {
            var promises = await Promises.BeginAsync();
            var before = new PatternSink(seed: 14);
            var failing = new FunctionSink((chunk, token) => before.Count < failsAfter ? before.WriteAsync(chunk, token) : throw new InvalidDataException("gives up"));
            var other = new PatternSink(seed: 15);
            var spec = promises.Mark(new ProcessSpec("sh", "-c", "setsid sleep 61 & \"$0\" \"$@\"", UnrulyProgram.FilePath, "write", "20000000", "--to", "both", "--seed", "14")
            {
                GracePeriod = TimeSpan.FromMilliseconds(200),
            });
            var failure = await Assert.ThrowsAsync<ProcessFailedException>(() => RunAsync(spec, new(failing, other)));
            Assert.Equal("gives up", failure.InnerException!.Message);
            Assert.True(before.Count >= failsAfter);
            Assert.Equal((failure.Result.StandardErrorLength, null, null), (other.Count, other.WrongBefore, before.WrongBefore));
            await promises.HoldAsync();
        }
    }
}
