using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Telemetry;

[Collection(Alone.Name)]
public sealed class SignaledTests
{
    [Fact]
    public async Task A_run_that_a_signal_ended_is_an_error_that_names_the_signal_and_has_no_exit_code()
    {
        using var exported = new Exported();
        await RunAsync(UnrulyProgram.Spec("die", "SIGSEGV"));
        var activity = exported.Single();
        Assert.Equal(("Signaled", "SIGSEGV"), (activity.GetTagItem("error.type"), activity.GetTagItem("safeprocess.signal")));
        Assert.DoesNotContain("process.exit.code", activity.TagObjects.ToDictionary());
    }
}
