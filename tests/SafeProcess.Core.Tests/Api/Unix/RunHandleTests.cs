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
            var thrown = await Assert.ThrowsAsync<IOException>(() => run.StandardInput.WriteAsync("x"u8.ToArray(), TestContext.Current.CancellationToken).AsTask());
            Assert.Contains("reads no more", thrown.Message, StringComparison.Ordinal);
            Assert.False(run.Completion.IsCompleted);
            break;
        }
    }
}
