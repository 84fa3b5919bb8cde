using System.Diagnostics;
using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Telemetry;

/// <summary>The activity of a run.</summary>
[Collection(Alone.Name)]
public sealed class TraceTests : IDisposable
{
    private static readonly TimeSpan _grace = TimeSpan.FromMilliseconds(200);
    private static readonly string _program = Path.GetFileName(UnrulyProgram.FilePath);

    private readonly Exported _exported = new();

    public void Dispose() => _exported.Dispose();

    [Fact]
    public async Task A_run_is_one_activity_named_after_its_program_and_says_how_it_went()
    {
        var result = await RunAsync(UnrulyProgram.Spec("exit", "0", "--out", "four", "--err", "error"));
        var activity = _exported.Single();
        Assert.Equal((_program, ActivityKind.Internal, ActivityStatusCode.Unset), (activity.DisplayName, activity.Kind, activity.Status));
        Assert.Equal(
            new Dictionary<string, object?>
            {
                ["process.executable.name"] = _program,
                ["process.pid"] = result.ProcessId,
                ["process.exit.code"] = 0,
                ["safeprocess.containment"] = result.Containment.ToString(),
                ["safeprocess.outcome"] = "Exited",
                ["safeprocess.stdout.size"] = 4L,
                ["safeprocess.stderr.size"] = 5L,
            },
            activity.TagObjects.ToDictionary());
        Assert.Equal(result.Duration, activity.Duration);
        Assert.Equal(["safeprocess.program_exited"], activity.Events.Select(static one => one.Name).Except(["safeprocess.unguarded"]));
    }

    [Fact]
    public async Task Its_parent_is_what_was_current_when_it_was_started_and_that_stays_current()
    {
        using var caller = _exported.BeginCaller();
        caller.AddBaggage("tenant", "seven");
        var running = RunAsync(UnrulyProgram.Spec("exit", "0"));
        Assert.Same(caller, Activity.Current);
        await running;
        Assert.Same(caller, Activity.Current);
        var activity = _exported.Single();
        Assert.Equal((caller.TraceId, caller.SpanId, caller), (activity.TraceId, activity.ParentSpanId, activity.Parent));
        Assert.Equal("seven", activity.GetBaggageItem("tenant"));
    }

    [Fact]
    public async Task Runs_after_it_have_the_parents_of_their_own()
    {
        using (_exported.BeginCaller())
            await RunAsync(UnrulyProgram.Spec("exit", "0"));
        await RunAsync(UnrulyProgram.Spec("exit", "0"));
        Assert.Null(_exported.All(2)[1].Parent);
        Assert.Equal(default, _exported.All(2)[1].ParentSpanId);
    }

    [Fact]
    public async Task A_caller_that_suppresses_the_flow_gets_activities_without_a_parent()
    {
        using var caller = _exported.BeginCaller();
        Task<ProcessResult> running;
        using (ExecutionContext.SuppressFlow())
            running = new ProcessRunner().RunAsync(UnrulyProgram.Spec("exit", "0"), cancellationToken: TestContext.Current.CancellationToken);
        await running;
        Assert.Null(_exported.Single().Parent);
    }

    public static TheoryData<string, ProcessSpec> Failures => new()
    {
        { "NonZeroExit", UnrulyProgram.Spec("exit", "3") },
        { "TimedOut", UnrulyProgram.Spec("hang") with { Timeout = TimeSpan.FromMilliseconds(300), GracePeriod = _grace } },
        { "IdleTimedOut", UnrulyProgram.Spec("hang") with { IdleTimeout = TimeSpan.FromMilliseconds(300), GracePeriod = _grace } },
        { "OutputLimitExceeded", UnrulyProgram.Spec("flood") with { GracePeriod = _grace } },
        { "OrphansStopped", UnrulyProgram.Spec("orphan", "0", "plain") with { OrphanPolicy = OrphanPolicy.Fail, GracePeriod = _grace } },
        { "Canceled", UnrulyProgram.Spec("hang", "--out", "out") with { GracePeriod = _grace } },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_run_that_failed_is_an_error_named_by_its_outcome(string error, ProcessSpec spec)
    {
        using var stop = new CancellationTokenSource();
        var text = new TextSink(limit: 1000);
        var sink = new FunctionSink((chunk, token) =>
        {
            if (error == "Canceled")
                stop.CancelAfter(0);
            return text.WriteAsync(chunk, token);
        });
        var result = await RunAsync(spec, new(sink, new TextSink()), cancellation: stop.Token);
        var activity = _exported.Single();
        Assert.Equal((ActivityStatusCode.Error, error), (activity.Status, activity.StatusDescription));
        Assert.Equal(error, activity.GetTagItem("error.type"));
        Assert.Equal(result.Outcome.ToString(), activity.GetTagItem("safeprocess.outcome"));
        Assert.Equal((object?)result.ExitCode, activity.GetTagItem("process.exit.code"));
    }

    [Fact]
    public async Task An_exit_code_that_counts_as_success_is_no_error()
    {
        await RunAsync(UnrulyProgram.Spec("exit", "3") with { SuccessExitCode = [0, 3] });
        var activity = _exported.Single();
        Assert.Equal((ActivityStatusCode.Unset, (object?)3, null), (activity.Status, activity.GetTagItem("process.exit.code"), activity.GetTagItem("error.type")));
    }

    [Fact]
    public async Task What_a_sink_throws_is_named_by_its_type()
    {
        await Assert.ThrowsAsync<ProcessFailedException>(() => RunAsync(
            UnrulyProgram.Spec("flood") with { GracePeriod = _grace }, new(new FunctionSink(static (_, _) => throw new InvalidDataException("secret words")), new TextSink())));
        Assert.Equal(("System.IO.InvalidDataException", "Canceled"), (_exported.Single().GetTagItem("error.type"), _exported.Single().GetTagItem("safeprocess.outcome")));
        Assert.DoesNotContain("secret words", _exported.Everything(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_cannot_be_started_is_an_error_named_by_its_cause()
    {
        await FailsToStartAsync(new("no-such-program-at-all", "secret"));
        var activity = _exported.Single();
        Assert.Equal(
            new Dictionary<string, object?>
            {
                ["process.executable.name"] = "no-such-program-at-all",
                ["error.type"] = "CommandNotFound",
                ["safeprocess.outcome"] = "NotStarted",
            },
            activity.TagObjects.ToDictionary());
        Assert.Equal(ActivityStatusCode.Error, activity.Status);
    }

    [Fact]
    public async Task Steps_of_the_stop_ladder_are_events_at_their_time()
    {
        using var tree = new Tree();
        await RunAsync(tree.Mark(UnrulyProgram.Spec("tree", "ignore")) with { Timeout = TimeSpan.FromSeconds(1), GracePeriod = _grace }, tree.Sink);
        var activity = _exported.Single();
        Assert.Equal(
            ["safeprocess.stop_requested", "safeprocess.stop_signal_sent", "safeprocess.kill_sent", "safeprocess.tree_ended"],
            activity.Events.Select(static one => one.Name).Except(["safeprocess.unguarded"]));
        Assert.Contains(new("safeprocess.stop_signal", "SIGTERM"), activity.Events.Single(static one => one.Name == "safeprocess.stop_signal_sent").Tags);
        Assert.All(activity.Events, one => Assert.InRange(one.Timestamp.UtcDateTime, activity.StartTimeUtc, activity.StartTimeUtc + activity.Duration));
    }

    [Fact]
    public async Task A_pipeline_is_one_activity_with_an_event_for_each_program()
    {
        var result = await RunAsync(UnrulyProgram.Spec("exit", "3", "--err", "error") | UnrulyProgram.Spec("echo"));
        var activity = _exported.Single();
        Assert.Equal($"{_program} | {_program}", activity.DisplayName);
        Assert.Equal(("NonZeroExit", 2), (activity.GetTagItem("error.type"), activity.GetTagItem("safeprocess.stage.count")));
        var stages = activity.Events.Where(static one => one.Name == "safeprocess.stage").Select(static one => one.Tags.ToDictionary()).ToList();
        Assert.Equal([3, 0], stages.Select(static tags => tags["process.exit.code"]));
        Assert.Equal([1, 2], stages.Select(static tags => tags["safeprocess.stage.number"]));
        Assert.Equal(result.Stages.Select(static stage => (object?)stage.ProcessId), stages.Select(static tags => tags["process.pid"]));
    }

    [Fact]
    public async Task A_pipeline_of_which_one_program_cannot_be_started_is_one_activity()
    {
        await FailsToStartAsync(UnrulyProgram.Spec("hang") | new ProcessSpec("no-such-program-at-all"));
        Assert.Equal($"{_program} | no-such-program-at-all", _exported.Single().DisplayName);
    }

    [Fact]
    public async Task No_argument_no_variable_no_output_and_no_directory_is_told()
    {
        const string secret = "c0nfidential";
        using var folder = new TempFolder();
        ProcessSpec Secret(ProcessSpec spec) => spec with
        {
            ArgumentList = [.. spec.ArgumentList, "--err", secret],
            Environment = new Dictionary<string, string?> { [secret] = secret },
            WorkingDirectory = folder.Path,
        };

        await RunAsync(Secret(UnrulyProgram.Spec("exit", "3", "--out", secret)));
        await RunAsync(Secret(UnrulyProgram.Spec("hang", "--out", secret)) with { Timeout = TimeSpan.FromSeconds(1), GracePeriod = _grace, DiagnoseArguments = true });
        await RunAsync(Secret(UnrulyProgram.Spec("exit", "3")) | Secret(UnrulyProgram.Spec("exit", "4")));
        await FailsToStartAsync(new ProcessSpec($"no-such-program --password {secret}"));
        await FailsToStartAsync(Secret(UnrulyProgram.Spec("exit", "0")) with { WorkingDirectory = folder.File(secret) });
        Assert.Equal(5, _exported.All(5).Count);
        var everything = _exported.Everything();
        Assert.DoesNotContain(secret, everything, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(folder.Path, everything, StringComparison.Ordinal);
        Assert.DoesNotContain(Path.GetDirectoryName(UnrulyProgram.FilePath)!, everything, StringComparison.Ordinal);
        Assert.Contains("process.executable.name=no-such-program\n", everything, StringComparison.Ordinal);
    }
}
