using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

public sealed partial class LimitAndSinkFailureTests
{
    [Theory]
    [InlineData("out")]
    [InlineData("err")]
    public async Task A_program_that_writes_more_than_the_limit_is_stopped_and_what_fits_is_kept(string stream)
    {
        var result = await RunAsync(UnrulyProgram.Spec("flood", "--to", stream), OutputSink.Text(limit: 1000));
        Assert.Equal((Outcome.OutputLimitExceeded, false, (int?)null), (result.Outcome, result.Success, result.ExitCode));
        var kept = stream == "out" ? result.StandardOutput : result.StandardError;
        Assert.Equal(string.Concat(Enumerable.Repeat("y\n", 500)), kept);
        Assert.Null(ProcessTable.Find(result));
    }

    [Fact]
    public async Task One_sink_for_two_streams_is_an_error_before_anything_starts()
    {
        using var folder = new TempFolder();
        var (one, two) = (new TextSink(), new TextSink());
        var spec = UnrulyProgram.Spec("touch", "started") with { WorkingDirectory = folder.Path };
        foreach (var sink in (OutputSink[])[new(one, one), new(one, two) { StageErrors = [two] }, new(one, two) { StageErrors = [null, one] }])
            Assert.Equal("sink", (await Assert.ThrowsAsync<ArgumentException>(() => RunAsync(spec, sink))).ParamName);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task A_text_that_is_read_while_the_program_runs_goes_on()
    {
        var text = new TextSink();
        var spec = UnrulyProgram.Spec("echo") with { Input = ProcessInput.FromChunks(Conversation()) };
        var result = await RunAsync(spec, new(text, new CountingSink()));
        Assert.Equal("one two", result.StandardOutput);

        async IAsyncEnumerable<ReadOnlyMemory<byte>> Conversation()
        {
            yield return "one "u8.ToArray();
            while (text.Text != "one ")
                await Task.Delay(1);
            yield return "two"u8.ToArray();
        }
    }

    [Fact]
    public async Task The_limit_counts_for_each_stream_by_itself()
    {
        var result = await RunAsync(UnrulyProgram.Spec("repeat", "x", "1000", "--to", "both"), OutputSink.Text(limit: 1000));
        Assert.Equal((Outcome.Exited, 0), (result.Outcome, result.ExitCode));
        Assert.Equal((1000L, 1000L), (result.StandardOutputLength, result.StandardErrorLength));
    }

    [Fact]
    public async Task One_byte_more_is_too_much_also_when_the_program_has_ended_by_itself()
    {
        var result = await RunAsync(UnrulyProgram.Spec("repeat", "x", "1001"), OutputSink.Text(limit: 1000));
        Assert.Equal((Outcome.OutputLimitExceeded, false), (result.Outcome, result.Success));
        Assert.Equal(1000, result.StandardOutput!.Length);
    }

    [Fact]
    public async Task A_whole_tree_that_writes_too_much_is_stopped()
    {
        using var tree = new Tree();
        var text = new System.Text.StringBuilder();
        var limit = new FunctionSink(async (chunk, token) =>
        {
            await tree.Sink.StandardOutput.WriteAsync(chunk, token);
            return !text.Append(System.Text.Encoding.UTF8.GetString(chunk.Span)).ToString().Contains("ready", StringComparison.Ordinal);
        });
        var result = await RunAsync(
            tree.Mark(UnrulyProgram.Spec("tree", "plain", "setsid,detached,ignore")) with { GracePeriod = TimeSpan.FromMilliseconds(200) }, new(limit, new TextSink()));
        Assert.Equal(Outcome.OutputLimitExceeded, result.Outcome);
        Assert.Equal(2, result.Diagnosis.Count);
        tree.AssertGone();
    }

    [Fact]
    public async Task A_line_without_end_is_too_much_at_the_limit()
    {
        var lines = new List<string>();
        var sink = new LineSink(
            (taken, _) =>
            {
                lines.AddRange(taken);
                return default;
            },
            limit: 1000);
        var result = await RunAsync(UnrulyProgram.Spec("repeat", "x", "100000000"), new(sink, new TextSink()));
        Assert.Equal(Outcome.OutputLimitExceeded, result.Outcome);
        Assert.StartsWith(new string('x', 1000), Assert.Single(lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_program_says_when_it_is_stopped_at_the_limit_is_drained_as_well()
    {
        Requires.NotWine("CTRL_BREAK");
        var spec = UnrulyProgram.Spec("farewell", "x", "0", "--times", "300000", "--err", "bye\n") with { GracePeriod = TimeSpan.FromSeconds(50) };
        var result = await RunAsync(spec, OutputSink.Text(limit: 5));
        Assert.Equal(Outcome.OutputLimitExceeded, result.Outcome);
        Assert.True(result.StandardOutputLength >= 300_000);
        Assert.Equal("bye\n", result.StandardError);
        Assert.Null(result.Signal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_sink_that_fails_ends_the_tree_and_the_failure_is_told(bool atOnce)
    {
        using var tree = new Tree();
        var failing = new FunctionSink(async (chunk, token) =>
        {
            if (!atOnce)
                await Task.Yield();
            throw new InvalidDataException("disk full");
        });
        var spec = tree.Mark(UnrulyProgram.Spec("flood")) with { GracePeriod = TimeSpan.Zero };
        var failure = await Assert.ThrowsAsync<ProcessFailedException>(() => RunAsync(spec, new(failing, new TextSink())));
        Assert.Equal("disk full", Assert.IsType<InvalidDataException>(failure.InnerException).Message);
        Assert.Equal(Outcome.Canceled, failure.Result.Outcome);
        Assert.Empty(tree.Alive());
        Assert.Null(ProcessTable.Find(failure.Result));
    }

    [Fact]
    public async Task A_sink_that_throws_where_it_should_return_a_task_is_no_different()
    {
        var failing = new FunctionSink((_, _) => throw new InvalidDataException("disk full"));
        var failure = await Assert.ThrowsAsync<ProcessFailedException>(() => RunAsync(UnrulyProgram.Spec("flood", "--to", "err"), new(new TextSink(), failing)));
        Assert.IsType<InvalidDataException>(failure.InnerException);
        Assert.Equal(1, failing.Completions);
    }

    [Fact]
    public async Task A_sink_that_fails_at_the_end_of_the_stream_is_told_as_well()
    {
        var failure = await Assert.ThrowsAsync<ProcessFailedException>(() => RunAsync(UnrulyProgram.Spec("exit", "0"), new(new FailingEnd(), new TextSink())));
        Assert.Equal("cannot flush", Assert.IsType<InvalidDataException>(failure.InnerException).Message);
    }

    [Fact]
    public async Task The_other_stream_is_kept_when_a_sink_fails()
    {
        var failing = new FunctionSink((_, _) => throw new InvalidDataException());
        var failure = await Assert.ThrowsAsync<ProcessFailedException>(
            () => RunAsync(UnrulyProgram.Spec("hang", "--err", "kept\n", "--out", "lost\n", "--first", "err"), new(failing, new TextSink())));
        Assert.Equal("kept\n", failure.Result.StandardError);
    }

    [Fact]
    public async Task After_failures_of_sinks_the_next_run_works()
    {
        for (var round = 0; round < 5; round++)
            await Assert.ThrowsAsync<ProcessFailedException>(
                () => RunAsync(UnrulyProgram.Spec("numbers", "100000"), new(new FunctionSink((_, _) => throw new InvalidDataException()), new TextSink())));
        Assert.Equal("1\n", (await RunAsync(UnrulyProgram.Spec("numbers", "1"))).StandardOutput);
    }

    private sealed class FailingEnd : StreamSink
    {
        public override ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken) => new(true);

        public override ValueTask<bool> CompleteAsync(CancellationToken cancellationToken) => throw new InvalidDataException("cannot flush");
    }
}
