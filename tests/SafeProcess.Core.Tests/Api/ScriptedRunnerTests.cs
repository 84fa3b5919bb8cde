using Microsoft.Extensions.Time.Testing;
using SafeProcess.Core.Tests.Support;
using SafeProcess.Testing;

namespace SafeProcess.Core.Tests.Api;

/// <summary>Scripts instead of programs, in time that passes when a test says so.</summary>
public sealed class ScriptedRunnerTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ScriptedRunner _runner;

    public ScriptedRunnerTests() => _runner = new ScriptedRunner(_time);

    [Fact]
    public async Task A_script_writes_and_exits()
    {
        _runner.On("git", ["status"]).WritesLine("clean").WritesErrorLine("a warning").Exits(3);
        var result = await RunAsync(new("git", "status"));
        Assert.Equal((Outcome.Exited, (int?)3, false, "clean\n", "a warning\n"), (result.Outcome, result.ExitCode, result.Success, result.StandardOutput, result.StandardError));
        Assert.Equal(("git", "a warning"), (result.FilePath, result.LastErrorLine));
    }

    [Fact]
    public async Task A_script_that_says_no_end_succeeds()
    {
        _runner.On("true");
        Assert.True((await RunAsync(new("true", "whatever"))).Success);
    }

    [Fact]
    public async Task Lines_come_when_their_time_has_come_and_the_run_is_as_long_as_its_script()
    {
        _runner.On("server").WritesLine("one").After(Seconds(1)).WritesLine("two").After(Seconds(2)).WritesLine("three");
        var run = _runner.Start(new("server"));
        Assert.Equal(4, run.StandardOutputLength);
        _time.Advance(Seconds(1));
        Assert.Equal(("two", 8), (run.LastLine, run.StandardOutputLength));
        _time.Advance(TimeSpan.FromHours(1));
        var result = await EndAsync(run.Completion);
        Assert.Equal(("one\ntwo\nthree\n", Seconds(3)), (result.StandardOutput, result.Duration));
    }

    [Fact]
    public async Task A_program_that_never_ends_times_out_and_keeps_what_came_up_to_then_however_far_the_clock_jumps()
    {
        var script = _runner.On("forever");
        for (var second = 1; second <= 60; second++)
            script.After(Seconds(1)).WritesLine($"{second}");
        var running = _runner.RunAsync(new ProcessSpec("forever") { Timeout = TimeSpan.FromMilliseconds(3500) });
        _time.Advance(TimeSpan.FromHours(10));
        var result = await EndAsync(running);
        Assert.Equal((Outcome.TimedOut, "SIGTERM", "1\n2\n3\n"), (result.Outcome, result.Signal, result.StandardOutput));
        Assert.Equal(TimeSpan.FromMilliseconds(3500), result.Duration);
        Assert.Equal(["forever"], result.Diagnosis.Select(static process => process.Name));
    }

    [Fact]
    public async Task Silence_ends_a_run_and_lines_put_it_off()
    {
        _runner.On("quiet").After(Seconds(4)).WritesLine("still here").After(Seconds(4)).WritesLine("and here").NeverEnds();
        var running = _runner.RunAsync(new ProcessSpec("quiet") { IdleTimeout = Seconds(5) });
        _time.Advance(TimeSpan.FromHours(1));
        var result = await EndAsync(running);
        Assert.Equal((Outcome.IdleTimedOut, "still here\nand here\n"), (result.Outcome, result.StandardOutput));
        Assert.InRange(result.Duration, Seconds(13), Seconds(13.1));
    }

    [Fact]
    public async Task A_program_that_ignores_the_stop_signal_is_killed_when_its_grace_period_is_over()
    {
        _runner.On("stubborn").IgnoresStopSignal().After(Seconds(3)).WritesLine("I go on").NeverEnds();
        var running = _runner.RunAsync(new ProcessSpec("stubborn") { Timeout = Seconds(2), GracePeriod = Seconds(5) });
        _time.Advance(TimeSpan.FromHours(1));
        var result = await EndAsync(running);
        Assert.Equal((Outcome.TimedOut, "SIGKILL", "I go on\n", Seconds(7)), (result.Outcome, result.Signal, result.StandardOutput, result.Duration));
    }

    [Fact]
    public async Task A_program_that_cleans_up_exits_when_it_is_asked_to()
    {
        _runner.On("polite").ExitsWhenAsked(0).NeverEnds();
        using var cancel = new CancellationTokenSource();
        var running = _runner.RunAsync(new("polite"), cancellationToken: cancel.Token);
        await cancel.CancelAsync();
        var result = await EndAsync(running);
        Assert.Equal((Outcome.Canceled, (string?)null), (result.Outcome, result.Signal));
    }

    [Fact]
    public async Task A_program_that_exits_in_time_has_not_timed_out_however_far_the_clock_jumps()
    {
        for (var round = 0; round < 50; round++)
        {
            _runner.On("close").Times(1).After(Seconds(9)).Exits(0);
            var running = _runner.RunAsync(new ProcessSpec("close") { Timeout = Seconds(10) });
            _time.Advance(TimeSpan.FromHours(1));
            var result = await EndAsync(running);
            Assert.Equal((Outcome.Exited, Seconds(9)), (result.Outcome, result.Duration));
        }
    }

    [Fact]
    public async Task What_it_leaves_behind_is_found_and_the_policy_decides()
    {
        _runner.On("daemon").LeavesBehind("worker").Exits(0);
        var result = await RunAsync(new ProcessSpec("daemon") { OrphanPolicy = OrphanPolicy.Fail });
        Assert.Equal(Outcome.OrphansStopped, result.Outcome);
        Assert.Equal(["worker"], result.Orphans.Select(static orphan => orphan.Name));
    }

    [Fact]
    public async Task A_signal_a_limit_and_too_much_output_end_it_as_they_end_a_program()
    {
        _runner.On("crash").EndsBySignal(11, "SIGSEGV");
        _runner.On("greedy").Exceeds(ResourceLimit.Memory);
        _runner.On("chatty").Writes(new string('x', 1000)).NeverEnds();
        Assert.Equal((Outcome.Signaled, "SIGSEGV"), Told(await RunAsync(new("crash"))));
        var greedy = await RunAsync(new("greedy"));
        Assert.Equal((Outcome.LimitExceeded, ResourceLimit.Memory), (greedy.Outcome, greedy.ExceededLimit!.Value));
        var chatty = await EndAsync(_runner.RunAsync(new("chatty"), OutputSink.Text(limit: 10)));
        Assert.Equal((Outcome.OutputLimitExceeded, "xxxxxxxxxx"), (chatty.Outcome, chatty.StandardOutput));
    }

    [Theory]
    [InlineData(StartFailure.CommandNotFound, "'nothing' was not found on PATH.")]
    [InlineData(StartFailure.PermissionDenied, "'nothing' was not started: PermissionDenied.")]
    public async Task A_script_can_say_that_there_is_no_such_program(StartFailure failure, string message)
    {
        _runner.On("nothing").FailsToStart(failure);
        var thrown = await Assert.ThrowsAsync<StartException>(() => _runner.RunAsync("nothing"));
        Assert.Equal((failure, message), (thrown.Failure, thrown.Message));
        Assert.Throws<StartException>(() => _runner.Start(new("nothing")));
    }

    [Fact]
    public async Task A_program_without_a_script_is_an_error_that_says_which_there_are_and_no_secret()
    {
        _runner.On("git", ["status"]).Times(1);
        _runner.On("curl");
        await RunAsync(new("git", "status"));
        var spec = new ProcessSpec("git", "push", "hunter22") { SensitiveArguments = [new(1)] };
        var thrown = await Assert.ThrowsAsync<UnexpectedProgramException>(() => _runner.RunAsync(spec));
        Assert.Equal("No script is for: git push ***. There are scripts for: git status (used up, 1 of 1); curl with any arguments.", thrown.Message);
        Assert.Same(spec, thrown.Spec);
        Assert.Throws<UnexpectedProgramException>(() => new ScriptedRunner().Start(new("ls")));
    }

    [Fact]
    public async Task The_first_script_that_is_not_used_up_counts()
    {
        _runner.On("flaky").Times(2).Exits(75);
        _runner.On("flaky").Exits(0);
        int?[] codes = [(await RunAsync(new("flaky"))).ExitCode, (await RunAsync(new("flaky"))).ExitCode, (await RunAsync(new("flaky"))).ExitCode];
        Assert.Equal([75, 75, 0], codes);
    }

    [Fact]
    public async Task It_tells_what_was_to_be_run()
    {
        _runner.On(spec => spec.FilePath.StartsWith("tool", StringComparison.Ordinal));
        await _runner.RunAsync("tool1", ["a b", "c"], spec => spec with { Timeout = Seconds(7) });
        await Assert.ThrowsAsync<UnexpectedProgramException>(() => _runner.RunAsync("other"));
        Assert.Equal(["tool1", "other"], _runner.Specs.Select(static spec => spec.FilePath));
        Assert.Equal(["a b", "c"], _runner.Specs[0].ArgumentList);
        Assert.Equal(Seconds(7), _runner.Specs[0].Timeout);
    }

    [Fact]
    public async Task A_bad_spec_is_refused_as_by_a_real_runner()
    {
        _runner.On("x");
        await Assert.ThrowsAsync<InvalidSpecException>(() => _runner.RunAsync(new ProcessSpec("x") { Timeout = TimeSpan.Zero }));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _runner.RunAsync("x", cancellationToken: new(canceled: true)));
        Assert.Empty(_runner.Specs);
    }

    [Fact]
    public async Task A_script_reads_its_input()
    {
        _runner.On("upper").AnswersInput(static text => text.ToUpperInvariant()).Exits(0);
        Assert.Equal("ABC", (await RunAsync(new ProcessSpec("upper") { Input = ProcessInput.FromText("abc") })).StandardOutput);
        Assert.Equal("", (await RunAsync(new("upper"))).StandardOutput);
    }

    [Fact]
    public async Task A_script_answers_line_by_line_while_it_runs()
    {
        _runner.On("bc").AnswersLines(static line => $"<{line}>").WritesLine("bye");
        var lines = new OutputLines();
        await using var run = _runner.Start(new ProcessSpec("bc") { Input = ProcessInput.Open }, lines.Sink);
        var said = new List<string>();
        await run.StandardInput.WriteAsync("1\n2"u8.ToArray(), TestContext.Current.CancellationToken);
        await foreach (var line in lines.ReadAllAsync(run, TestContext.Current.CancellationToken))
        {
            said.Add(line.Text);
            if (said.Count == 1)
                await run.StandardInput.DisposeAsync();
        }

        Assert.Equal(["<1>", "<2>", "bye"], said);
        Assert.True((await EndAsync(run.Completion)).Success);
    }

    [Fact]
    public async Task The_stages_of_a_pipeline_have_a_script_each_and_read_from_each_other()
    {
        _runner.On("list").WritesLine("b").After(Seconds(1)).WritesLine("a").WritesErrorLine("list: careful").Exits(0);
        _runner.On("sort").AnswersInput(static text => string.Join('\n', text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order()) + "\n").Exits(2);
        var running = _runner.RunAsync(new ProcessSpec("list") | new ProcessSpec("sort"));
        _time.Advance(Seconds(5));
        var result = await EndAsync(running);
        Assert.Equal(("a\nb\n", "list: careful\n", (int?)2), (result.StandardOutput, result.StandardError, result.ExitCode));
        Assert.Equal([true, false], result.Stages.Select(static stage => stage.Success));
    }

    [Fact]
    public async Task Events_are_told_as_by_a_real_runner()
    {
        var log = new EventLog();
        var runner = new ScriptedRunner(_time) { Events = log };
        runner.On("x").NeverEnds();
        var running = runner.RunAsync(new ProcessSpec("x") { Timeout = Seconds(1) });
        _time.Advance(Seconds(1));
        await EndAsync(running);
        Assert.Equal([RunEventKind.Started, RunEventKind.StopRequested, RunEventKind.StopSignalSent, RunEventKind.TreeEnded, RunEventKind.Ended], log.Kinds);
    }

    [Fact]
    public async Task Without_a_clock_of_its_own_time_is_the_systems()
    {
        var runner = new ScriptedRunner();
        runner.On("x").After(TimeSpan.FromMilliseconds(20)).WritesLine("x").NeverEnds();
        var result = await EndAsync(runner.RunAsync(new ProcessSpec("x") { Timeout = TimeSpan.FromMilliseconds(300) }));
        Assert.Equal((Outcome.TimedOut, "x\n"), (result.Outcome, result.StandardOutput));
    }

    [Fact]
    public async Task Many_runs_at_once_share_the_clock()
    {
        _runner.On("x").After(Seconds(1)).WritesLine("a").After(Seconds(1)).NeverEnds();
        var running = Enumerable.Range(1, 20).Select(n => _runner.RunAsync(new ProcessSpec("x") { Timeout = Seconds(n) })).ToArray();
        _time.Advance(TimeSpan.FromMinutes(1));
        var results = await Task.WhenAll(running).WaitAsync(ThisSystem.Ceiling, TestContext.Current.CancellationToken);
        Assert.All(results, static result => Assert.Equal(Outcome.TimedOut, result.Outcome));
        Assert.Equal(Enumerable.Range(1, 20).Select(static n => Seconds(n)), results.Select(static result => result.Duration));
    }

    [Fact]
    public void A_script_has_one_end()
    {
        var script = _runner.On("x").Exits(0);
        Assert.Throws<InvalidOperationException>(() => script.WritesLine("more"));
    }

    private static (Outcome Outcome, string? Signal) Told(ProcessResult result) => (result.Outcome, result.Signal);

    private static TimeSpan Seconds(double count) => TimeSpan.FromSeconds(count);

    private Task<ProcessResult> RunAsync(ProcessSpec spec) => EndAsync(_runner.RunAsync(spec));

    private static Task<ProcessResult> EndAsync(Task<ProcessResult> running) => running.WaitAsync(ThisSystem.Ceiling, TestContext.Current.CancellationToken);
}
