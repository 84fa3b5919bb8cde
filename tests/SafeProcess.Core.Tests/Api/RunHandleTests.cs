using SafeProcess.Core.Tests.Runs;
using SafeProcess.Core.Tests.Support;
using SafeProcess.Testing;

namespace SafeProcess.Core.Tests.Api;

/// <summary>A run that somebody holds: what ends it, and what writes to it.</summary>
public sealed class RunHandleTests
{
    private static readonly ProcessRunner _runner = new();

    [Fact]
    public async Task A_run_that_is_left_is_ended_with_its_tree()
    {
        using var tree = new Tree();
        ProcessRun run;
        await using (run = _runner.Start(tree.Mark(UnrulyProgram.Spec("tree", "plain", "setsid", "plain") with { GracePeriod = Trees.ShortGrace }), tree.Sink))
            await tree.Line("ready");
        Assert.Equal(Outcome.Canceled, (await run.Completion).Outcome);
        tree.AssertGone();
    }

    [Fact]
    public async Task A_run_that_is_over_can_be_left_and_stopped_and_keeps_its_result()
    {
        await using var run = _runner.Start(UnrulyProgram.Spec("exit", "3"));
        var result = await run.Completion;
        Assert.Same(result, await run.StopAsync());
        await run.DisposeAsync();
        await run.DisposeAsync();
        Assert.Equal((Outcome.Exited, (int?)3), (result.Outcome, result.ExitCode));
    }

    [Fact]
    public async Task To_stop_a_run_gives_what_came_up_to_then()
    {
        using var tree = new Tree();
        await using var run = _runner.Start(UnrulyProgram.Spec("tree", "plain") with { GracePeriod = Trees.ShortGrace }, tree.Sink);
        await tree.Line("ready");
        var result = await run.StopAsync();
        Assert.Equal(Outcome.Canceled, result.Outcome);
        Assert.EndsWith("ready", result.StandardOutput!.TrimEnd(), StringComparison.Ordinal);
        Assert.Null(ProcessTable.Find(result));
    }

    [Fact]
    public async Task To_leave_a_run_whose_sink_failed_throws_nothing()
    {
        var sink = new OutputSink(new FunctionSink(static (_, _) => throw new InvalidOperationException("full")), new TextSink());
        await using var run = _runner.Start(UnrulyProgram.Spec("hang", "--out", "x") with { GracePeriod = TimeSpan.Zero }, sink);
        await Assert.ThrowsAsync<ProcessFailedException>(() => run.Completion);
    }

    [Fact]
    public async Task What_is_written_while_it_runs_the_program_reads_and_its_end_too()
    {
        await using var run = _runner.Start(UnrulyProgram.Spec("echo") with { Input = ProcessInput.Open });
        await using (var writer = new StreamWriter(run.StandardInput))
        {
            await writer.WriteAsync("one\n");
            await writer.WriteAsync("two");
        }

        Assert.Equal("one\ntwo", (await EndAsync(run)).EnsureSuccess().StandardOutput);
    }

    [Fact]
    public async Task An_answer_can_be_waited_for_before_the_next_line_is_written()
    {
        var lines = new OutputLines();
        await using var run = _runner.Start(UnrulyProgram.Spec("echo") with { Input = ProcessInput.Open }, lines.Sink);
        var said = new List<string>();
        await run.StandardInput.WriteAsync("1\n"u8.ToArray(), TestContext.Current.CancellationToken);
        await foreach (var line in lines.ReadAllAsync(run, TestContext.Current.CancellationToken))
        {
            said.Add(line.Text);
            if (said.Count < 4)
                await run.StandardInput.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"{said.Count + 1}\n"), TestContext.Current.CancellationToken);
            else
                await run.StandardInput.DisposeAsync();
        }

        Assert.Equal(["1", "2", "3", "4"], said);
        Assert.True((await EndAsync(run)).Success);
    }

    [Fact]
    public async Task Megabytes_are_written_in_pieces_and_all_of_them_arrive()
    {
        var back = new PatternSink(seed: 5);
        await using var run = _runner.Start(UnrulyProgram.Spec("echo") with { Input = ProcessInput.Open }, new(back, new TextSink()));
        var pattern = new SafeProcess.Unruly.Pattern(5);
        for (var left = 5_000_000; left > 0;)
        {
            var piece = pattern.Next(Math.Min(left, 300_000)).ToArray();
            await run.StandardInput.WriteAsync(piece, TestContext.Current.CancellationToken);
            Array.Fill(piece, (byte)'#');
            left -= piece.Length;
        }

        await run.StandardInput.DisposeAsync();
        await EndAsync(run);
        Assert.Equal((5_000_000, (long?)null), (back.Count, back.WrongBefore));
    }

    [Fact]
    public async Task A_program_that_does_not_read_holds_the_writer_back_and_the_token_lets_it_go()
    {
        await using var run = _runner.Start(UnrulyProgram.Spec("hang") with { Input = ProcessInput.Open, GracePeriod = TimeSpan.Zero });
        using var cancel = new CancellationTokenSource();
        var writing = run.StandardInput.WriteAsync(new byte[20_000_000], cancel.Token).AsTask();
        await Task.WhenAny(writing, Task.Delay(100, TestContext.Current.CancellationToken));
        Assert.False(writing.IsCompleted);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
    }

    [Fact]
    public async Task When_the_run_is_over_a_write_is_an_error_and_so_is_one_that_waits()
    {
        await using var run = _runner.Start(UnrulyProgram.Spec("hang") with { Input = ProcessInput.Open, GracePeriod = TimeSpan.Zero });
        var writing = run.StandardInput.WriteAsync(new byte[20_000_000], TestContext.Current.CancellationToken).AsTask();
        await run.StopAsync();
        await Assert.ThrowsAsync<IOException>(() => writing.WaitAsync(ThisSystem.Ceiling, TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<IOException>(() => run.StandardInput.WriteAsync("x"u8.ToArray(), TestContext.Current.CancellationToken).AsTask());
    }

    [Fact]
    public async Task What_was_ended_takes_no_more_and_another_input_is_not_the_callers()
    {
        await using var run = _runner.Start(UnrulyProgram.Spec("echo") with { Input = ProcessInput.Open });
        await run.StandardInput.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => run.StandardInput.WriteAsync("x"u8.ToArray(), TestContext.Current.CancellationToken).AsTask());
        await using var other = _runner.Start(UnrulyProgram.Spec("echo"));
        Assert.Contains("ProcessInput.Open", Assert.Throws<InvalidOperationException>(() => other.StandardInput).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_runs_of_one_spec_have_an_input_each()
    {
        var spec = UnrulyProgram.Spec("echo") with { Input = ProcessInput.Open };
        await using var first = _runner.Start(spec);
        await using var second = _runner.Start(spec);
        first.StandardInput.Write("first"u8);
        second.StandardInput.Write("second"u8);
        first.StandardInput.Dispose();
        second.StandardInput.Dispose();
        Assert.Equal(("first", "second"), ((await EndAsync(first)).StandardOutput, (await EndAsync(second)).StandardOutput));
    }

    [Fact]
    public async Task The_first_program_of_a_pipeline_reads_what_is_written()
    {
        await using var run = _runner.Start(UnrulyProgram.Spec("echo") with { Input = ProcessInput.Open } | UnrulyProgram.Spec("take", "3"));
        await run.StandardInput.WriteAsync("abcdef"u8.ToArray(), TestContext.Current.CancellationToken);
        await run.StandardInput.DisposeAsync();
        Assert.Equal("abc", (await EndAsync(run)).StandardOutput);
    }

    [Fact]
    public async Task A_scripted_run_is_left_as_a_real_one()
    {
        var runner = new ScriptedRunner();
        runner.On("x").NeverEnds();
        ProcessRun run;
        await using (run = runner.Start(new("x")))
            Assert.False(run.Completion.IsCompleted);
        Assert.Equal(Outcome.Canceled, (await run.Completion).Outcome);
    }

    private static Task<ProcessResult> EndAsync(ProcessRun run) => run.Completion.WaitAsync(ThisSystem.Ceiling, TestContext.Current.CancellationToken);
}
