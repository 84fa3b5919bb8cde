using SafeProcess.Core.Tests.Hosts;
using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

/// <summary>What must hold a tree, where it can be had and where it cannot.</summary>
public sealed class ContainmentTests
{
    [Fact]
    public async Task A_namespace_is_not_used_unless_it_was_asked_for() => Assert.NotEqual(Containment.Namespace, (await RunAsync(new("true"))).Containment);

    [Fact]
    public async Task What_this_system_does_not_have_is_an_error_before_the_start()
    {
        var failure = await FailsToStartAsync(new("true") { Containment = Containment.JobObject });
        Assert.Equal((StartFailure.ContainmentNotAvailable, "'true' was not started: nothing can hold it as Containment JobObject asks: only Windows has Job Objects."), (failure.Failure, failure.Message));
    }

    [Fact]
    public async Task A_control_group_that_must_hold_a_tree_does_or_it_is_an_error()
    {
        var spec = new ProcessSpec("true") { Containment = Containment.ControlGroup };
        if ((await RunAsync(new("true"))).Containment == Containment.ControlGroup)
        {
            Assert.Equal(Containment.ControlGroup, (await RunAsync(spec)).Containment);
            return;
        }

        var failure = await FailsToStartAsync(spec);
        Assert.Equal(StartFailure.ContainmentNotAvailable, failure.Failure);
        Assert.Contains("Delegate=yes", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_who_may_make_no_namespace_is_told_what_is_missing()
    {
        var plan = new RunsHost.Plan("/bin/true") { Containment = Containment.Namespace };
        var run = RunsHost.Parse(await OtherUser.HostAsync("runs", plan.ToString())).Runs[0];
        Assert.Equal("ContainmentNotAvailable", run.Outcome);
        Assert.Contains("CAP_SYS_ADMIN", run.Output, StringComparison.Ordinal);
    }
}
