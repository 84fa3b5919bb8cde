using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

/// <summary>Promise 1: nothing a program writes can make it block for ever, and nothing of it is lost.</summary>
public sealed class VolumeTests
{
    private const int MiB = 1024 * 1024;

    [Theory]
    [InlineData("both", 300 * MiB, 300 * MiB)]
    [InlineData("out", 20 * MiB + 1, 0)]
    [InlineData("err", 0, 20 * MiB + 1)]
    public async Task Much_on_the_streams_comes_byte_for_byte(string streams, long onOutput, long onError)
    {
        var most = Math.Max(onOutput, onError);
        var output = new PatternSink(seed: 5);
        var error = new PatternSink(seed: onOutput > 0 ? 6 : 5);
        var result = await RunAsync(UnrulyProgram.Spec("write", $"{most}", "--to", streams, "--seed", "5"), new(output, error));
        Assert.Equal((Outcome.Exited, 0), (result.Outcome, result.ExitCode));
        Assert.Equal((onOutput, onError), (output.Count, error.Count));
        Assert.Equal((onOutput, onError), (result.StandardOutputLength, result.StandardErrorLength));
        Assert.Null(output.WrongBefore);
        Assert.Null(error.WrongBefore);
    }

    [Theory]
    [InlineData("err:65536", "out:65536")]
    [InlineData("out:65536", "err:65536")]
    [InlineData("err:10485760", "out:10485760")]
    [InlineData("out:10485760", "err:10485760")]
    public async Task One_stream_filled_before_anything_on_the_other_does_not_block_the_program(string first, string second)
    {
        var output = new PatternSink(seed: 0);
        var error = new PatternSink(seed: 0);
        var result = await RunAsync(UnrulyProgram.Spec("sequence", first, second), new(output, error));
        Assert.Equal(0, result.ExitCode);
        var count = long.Parse(first.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal((count, count), (output.Count, error.Count));
        Assert.Null(output.WrongBefore);
        Assert.Null(error.WrongBefore);
    }

    [Fact]
    public async Task A_stream_that_is_held_back_does_not_hold_back_the_other()
    {
        var errorEnded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var error = new PatternSink(seed: 1);
        var held = new FunctionSink(async (_, token) =>
        {
            await errorEnded.Task.WaitAsync(token);
            return true;
        });
        var watched = new FunctionSink(async (chunk, token) =>
        {
            await error.WriteAsync(chunk, token);
            if (error.Count == 20 * MiB)
                errorEnded.SetResult();
            return true;
        });
        var result = await RunAsync(UnrulyProgram.Spec("write", $"{20 * MiB}", "--to", "both"), new(held, watched));
        Assert.Equal(0, result.ExitCode);
        Assert.Equal((20L * MiB, 20L * MiB), (result.StandardOutputLength, result.StandardErrorLength));
        Assert.Null(error.WrongBefore);
    }

    [Fact]
    public async Task A_sink_that_takes_its_time_with_every_chunk_gets_every_byte_in_order()
    {
        var pattern = new PatternSink(seed: 0);
        var writing = 0;
        var slow = new FunctionSink(async (chunk, token) =>
        {
            Assert.Equal(1, Interlocked.Increment(ref writing));
            await Task.Yield();
            await pattern.WriteAsync(chunk, token);
            Interlocked.Decrement(ref writing);
            return true;
        });
        var result = await RunAsync(UnrulyProgram.Spec("write", $"{10 * MiB}"), new(slow, new CountingSink()));
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(10 * MiB, pattern.Count);
        Assert.Null(pattern.WrongBefore);
        Assert.Equal(1, slow.Completions);
    }

    [Fact]
    public async Task Each_sink_is_completed_once_after_its_last_write()
    {
        var output = new FunctionSink((_, _) => new(true));
        var error = new FunctionSink((_, _) => new(true));
        await RunAsync(UnrulyProgram.Spec("exit", "0", "--out", "something"), new(output, error));
        Assert.Equal((1, 1), (output.Completions, error.Completions));
    }

    [Fact]
    public async Task A_program_that_closes_its_streams_and_lives_on_is_waited_for()
    {
        var result = await RunAsync(UnrulyProgram.Spec("close-outputs", "--for", "300"));
        Assert.Equal((Outcome.Exited, 0), (result.Outcome, result.ExitCode));
        Assert.Equal("closed\n", result.StandardOutput);
        Assert.True(result.Duration >= TimeSpan.FromMilliseconds(300));
    }

    [Fact]
    public async Task Many_runs_at_once_each_get_their_own_bytes()
    {
        var runs = Enumerable.Range(0, 12).Select(async seed =>
        {
            var output = new PatternSink(seed);
            var error = new PatternSink(seed + 1);
            var result = await RunAsync(UnrulyProgram.Spec("write", "3000000", "--to", "both", "--seed", $"{seed}"), new(output, error));
            return (result.ExitCode, output.Count, error.Count, output.WrongBefore ?? error.WrongBefore);
        });
        Assert.All(await Task.WhenAll(runs), run => Assert.Equal((0, 3_000_000L, 3_000_000L, null), run));
    }
}
