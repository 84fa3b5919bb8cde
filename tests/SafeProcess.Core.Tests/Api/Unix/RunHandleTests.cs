using System.Diagnostics;
using SafeProcess.Tests.Harness;

namespace SafeProcess.Core.Tests.Api.Unix;

/// <summary>What a program of Unix tells the one who writes to it. (One of .NET has its input open once more.)</summary>
public sealed class RunHandleTests
{
    [Fact]
    public async Task A_program_that_closes_its_input_is_told_to_the_writer()
    {
        var lines = new OutputLines();
        await using var run = new ProcessRunner().Start(new ProcessSpec("sh", "-c", "exec <&-; echo closed; exec sleep 60") with { Input = ProcessInput.Open, GracePeriod = TimeSpan.Zero }, lines.Sink);
        await foreach (var line in lines.ReadAllAsync(run, TestContext.Current.CancellationToken))
        {
            Assert.Equal("closed", line.Text);
            // What another test is just starting has the other end open as well, until its exec.
            var thrown = await Assert.ThrowsAsync<IOException>(async () =>
            {
                for (var clock = Stopwatch.StartNew(); clock.Elapsed < Eventually.Bound; await Task.Delay(10, TestContext.Current.CancellationToken))
                    await run.StandardInput.WriteAsync("x"u8.ToArray(), TestContext.Current.CancellationToken);
            });
            Assert.Contains("reads no more", thrown.Message, StringComparison.Ordinal);
            Assert.False(run.Completion.IsCompleted);
            break;
        }
    }
}
