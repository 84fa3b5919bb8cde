using System.Text.RegularExpressions;
using SafeProcess.Core.Tests.Hosts;
using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

/// <summary>Somebody else reaps the host's children, or nobody does: the first process of a container, and SIGCHLD ignored. Outcome and output are kept, and the
/// exit code where the kernel tells it.</summary>
public sealed partial class ReapedByOthersTests
{
    private const string IgnoringChildren = "trap '' CHLD; exec \"$0\" \"$@\"";

    [Theory]
    [InlineData("framework")]
    [InlineData("alone")]
    public async Task As_the_first_process_of_a_container_every_run_has_its_end(string host)
    {
        Assert.SkipUnless(Native.UserId() == 0, "only root can make a namespace of process ids");
        Assert.SkipUnless(KernelTells(), "this kernel tells nothing of a process that was reaped (Linux 6.15 does)");
        var result = await RunAsync(new(
            Requires.Program("unshare"), "--pid", "--fork", "--mount-proc", HostProgram.FilePath, HostProgram.Switch, "reaping", host, "sh", "-c", "echo said; exit 3"));
        Assert.Equal(("Exited 3  False said\n\n0\n", ""), (result.StandardOutput, result.StandardError));
    }

    [Fact]
    public async Task As_the_first_process_of_a_container_the_host_keeps_no_zombie_of_what_it_stopped()
    {
        Assert.SkipUnless(Native.UserId() == 0, "only root can make a namespace of process ids");
        var result = await RunAsync(new(
            Requires.Program("unshare"), "--pid", "--fork", "--mount-proc", HostProgram.FilePath, HostProgram.Switch, "reaping", "alone",
            "sh", "-c", "setsid sleep 120 >/dev/null 2>&1 & setsid sleep 120 >/dev/null 2>&1 & echo said"));
        Assert.Equal(("Exited 0  True said\n\n0\n", ""), (result.StandardOutput, result.StandardError));
    }

    [Fact]
    public async Task With_SIGCHLD_ignored_every_run_has_its_end()
    {
        Assert.SkipUnless(KernelTells(), "this kernel tells nothing of a process that was reaped (Linux 6.15 does)");
        var result = await RunAsync(new("sh", "-c", IgnoringChildren, HostProgram.FilePath, HostProgram.Switch, "reaping", "alone", "sh", "-c", "echo said; kill -9 $$"));
        Assert.Equal(("Signaled  SIGKILL False said\n\n0\n", ""), (result.StandardOutput, result.StandardError));
    }

    [Fact]
    public async Task Where_nothing_tells_the_exit_code_the_result_says_why()
    {
        var result = await RunAsync(HostProgram.Spec("lost-status"));
        Assert.Matches(LostStatus(), result.StandardOutput);
    }

    private static bool KernelTells() => Environment.OSVersion.Version >= new Version(6, 15);

    [GeneratedRegex(@"^Exited \[\] False said: 'sh' ended with an exit code that nothing can tell \(SIGCHLD is ignored here, or other code reaped it\) after .*\.\n$")]
    private static partial Regex LostStatus();
}
