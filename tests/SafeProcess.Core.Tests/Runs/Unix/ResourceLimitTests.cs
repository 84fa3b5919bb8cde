using SafeProcess.Core.Tests.Hosts;
using SafeProcess.Core.Tests.Support;
using SafeProcess.Platform.Linux.ControlGroups;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

/// <summary>Limits hold from the program's first instruction, or the program does not start.</summary>
public sealed class ResourceLimitTests
{
    [Fact]
    public async Task A_program_begins_with_the_limits_it_was_given()
    {
        var result = await RunAsync(new("/bin/cat", "/proc/self/limits")
        {
            CpuTimeLimit = TimeSpan.FromSeconds(6.2), OpenFileLimit = 77, GracePeriod = TimeSpan.FromSeconds(2.5),
        });
        Assert.Matches("(?m)^Max cpu time +7 +10 ", result.StandardOutput);
        Assert.Matches("(?m)^Max open files +77 +77 ", result.StandardOutput);
        Assert.Equal((Outcome.Exited, null), (result.Outcome, result.ExceededLimit));
    }

    [Fact]
    public async Task A_shell_sees_its_limit_of_open_files_and_cannot_open_more()
    {
        var result = await RunAsync(new("bash", "-c", "ulimit -n; ulimit -Hn; for i in $(seq 100); do exec {f}</dev/null || exit 7; done") { OpenFileLimit = 40 });
        Assert.StartsWith("40\n40\n", result.StandardOutput, StringComparison.Ordinal);
        Assert.Equal((Outcome.Exited, 7, null), (result.Outcome, result.ExitCode, result.ExceededLimit));
        Assert.Contains("Too many open files", result.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_host_keeps_its_own_limits()
    {
        Native.GetLimit(Native.RLIMIT_NOFILE, out var before);
        await RunAsync(new("true") { OpenFileLimit = 40, CpuTimeLimit = TimeSpan.FromSeconds(5) });
        Native.GetLimit(Native.RLIMIT_NOFILE, out var after);
        Assert.Equal((before.Current, before.Maximum), (after.Current, after.Maximum));
    }

    [Fact]
    public async Task More_open_files_than_the_host_may_have_are_refused_before_the_start()
    {
        Native.GetLimit(Native.RLIMIT_NOFILE, out var own);
        Assert.SkipWhen(own.Maximum >= int.MaxValue, "the host may have any number of open files");
        var failure = await FailsToStartAsync(new("true") { OpenFileLimit = (int)own.Maximum + 1 });
        Assert.Equal(StartFailure.LimitNotEnforceable, failure.Failure);
        Assert.Contains("OpenFileLimit", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"{own.Maximum}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_uses_more_processor_time_than_allowed_is_ended()
    {
        var result = await RunAsync(UnrulyProgram.Spec("burn", "--for", "20000") with { CpuTimeLimit = TimeSpan.FromSeconds(0.5) });
        Assert.Equal((Outcome.LimitExceeded, ResourceLimit.CpuTime, "SIGXCPU"), (result.Outcome, result.ExceededLimit, result.Signal));
        Assert.Null(result.ExitCode);
        Assert.InRange(result.ProcessorTime.TotalSeconds, 0.7, 10);
    }

    [Fact]
    public async Task A_program_that_ignores_the_end_of_its_processor_time_is_killed()
    {
        var result = await RunAsync(new("sh", "-c", "trap '' XCPU; while :; do :; done")
        {
            CpuTimeLimit = TimeSpan.FromSeconds(1), GracePeriod = TimeSpan.Zero,
        });
        Assert.Equal((Outcome.LimitExceeded, ResourceLimit.CpuTime, "SIGKILL"), (result.Outcome, result.ExceededLimit, result.Signal));
    }

    [Fact]
    public async Task A_program_that_stays_within_its_processor_time_just_ends()
    {
        var result = await RunAsync(new("sh", "-c", "kill -KILL $$") { CpuTimeLimit = TimeSpan.FromSeconds(5) });
        Assert.Equal((Outcome.Signaled, "SIGKILL", null), (result.Outcome, result.Signal, result.ExceededLimit));
    }

    [Fact]
    public async Task A_tree_that_grows_beyond_its_processes_is_stopped()
    {
        RequireController("pids");
        // Bounded: should the limit not hold, 40 processes are all there ever are.
        var result = await RunAsync(new("bash", "-c", "for i in $(seq 40); do sleep 60 & done; wait")
        {
            ProcessLimit = 12, GracePeriod = TimeSpan.FromMilliseconds(200),
        });
        Assert.Equal((Outcome.LimitExceeded, ResourceLimit.Process), (result.Outcome, result.ExceededLimit));
        Assert.Contains("process limit", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_may_have_no_process_but_itself_can_start_none()
    {
        RequireController("pids");
        var result = await RunAsync(new("sh", "-c", "cat /proc/self/stat") { ProcessLimit = 1 });
        Assert.Equal((Outcome.LimitExceeded, ResourceLimit.Process, ""), (result.Outcome, result.ExceededLimit, result.StandardOutput));
    }

    [Fact]
    public async Task A_tree_within_its_processes_just_ends()
    {
        RequireController("pids");
        var result = await RunAsync(new("sh", "-c", "sleep 0.01 & sleep 0.01 & wait; exit 3") { ProcessLimit = 3 });
        Assert.Equal((Outcome.Exited, 3, null), (result.Outcome, result.ExitCode, result.ExceededLimit));
    }

    [Fact]
    public async Task A_tree_that_takes_more_memory_than_allowed_is_ended_by_cgroup_v1()
    {
        using var group = DelegatedGroup.CreateOfVersion1("memory");
        group.Mark();
        var report = await group.HostAsync(new(UnrulyProgram.FilePath, "allocate", "400") { Memory = 100 * 1024 * 1024 });
        var run = report.Runs[0];
        AssertMemoryExceeded(run.Outcome, run.Limit, run.Output!, run.Peak);
        Assert.Empty(group.Below);
    }

    [Fact]
    public async Task A_tree_within_its_memory_limit_just_ends()
    {
        using var group = DelegatedGroup.CreateOfVersion1("memory");
        group.Mark();
        var run = (await group.HostAsync(new(UnrulyProgram.FilePath, "allocate", "20") { Memory = 400 * 1024 * 1024 })).Runs[0];
        Assert.Equal(("Exited", null, (int?)0), (run.Outcome, run.Limit, run.ExitCode));
        Assert.Contains("allocated", run.Output!, StringComparison.Ordinal);
        Assert.Empty(group.Below);
    }

    [Fact]
    public async Task A_tree_in_a_delegated_group_that_takes_more_memory_than_allowed_is_ended()
    {
        using var group = DelegatedGroup.Create("memory", "pids");
        group.Mark();
        var run = (await group.HostAsync(new(UnrulyProgram.FilePath, "allocate", "400") { Memory = 100 * 1024 * 1024 })).Runs[0];
        AssertMemoryExceeded(run.Outcome, run.Limit, run.Output!, run.Peak);
        Assert.Empty(group.Below);
    }

    [Theory]
    [InlineData("MemoryLimit", "memory")]
    [InlineData("ProcessLimit", "pids")]
    public async Task A_user_without_a_control_group_is_told_what_is_missing(string limit, string controller)
    {
        var plan = limit == "MemoryLimit" ? new RunsHost.Plan("/bin/true") { Memory = 100 * 1024 * 1024 } : new("/bin/true") { Processes = 10 };
        var run = RunsHost.Parse(await OtherUser.HostAsync("runs", plan.ToString())).Runs[0];
        Assert.Equal("LimitNotEnforceable", run.Outcome);
        Assert.Contains($"{limit} cannot be enforced here", run.Output, StringComparison.Ordinal);
        Assert.Contains($"'{controller}'", run.Output, StringComparison.Ordinal);
        Assert.Contains("Delegate=yes", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limits_need_no_privilege_where_the_kernel_keeps_them_for_each_process()
    {
        var plan = new RunsHost.Plan("/bin/cat", "/proc/self/limits") { CpuMilliseconds = 5000, OpenFiles = 50 };
        var run = RunsHost.Parse(await OtherUser.HostAsync("runs", plan.ToString())).Runs[0];
        Assert.Equal("Exited", run.Outcome);
        Assert.Matches("(?m)^Max cpu time +5 ", run.Output);
        Assert.Matches("(?m)^Max open files +50 ", run.Output);
    }

    private static void AssertMemoryExceeded(string outcome, string? limit, string output, long? peak)
    {
        Assert.Equal(("LimitExceeded", "Memory"), (outcome, limit));
        Assert.DoesNotContain("allocated", output, StringComparison.Ordinal);
        Assert.InRange(peak!.Value, 50 * 1024 * 1024, 110 * 1024 * 1024);
    }

    private static void RequireController(string controller) =>
        Assert.SkipWhen(
            GroupHome.ForTree(controller) is null && GroupHome.ForLimit(controller) is null,
            $"no control group with the controller {controller} is delegated to the tests");
}
