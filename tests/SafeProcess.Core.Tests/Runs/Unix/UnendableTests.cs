using System.Globalization;
using SafeProcess.Core.Tests.Hosts;
using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

/// <summary>What nothing can end, or this user may not: the run returns all the same and names it.</summary>
public sealed class UnendableTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_member_that_not_even_a_kill_ends_is_named_and_the_run_returns(int frozen)
    {
        using var tree = new Tree();
        using var freezer = new Freezer();
        using var cancel = new CancellationTokenSource();
        var spec = tree.Mark(UnrulyProgram.Spec("tree", "plain", "plain", "plain")) with { GracePeriod = Trees.ShortGrace };
        var running = RunAsync(spec, tree.Sink, cancellation: cancel.Token);
        await tree.Line("ready");
        var ids = tree.Text.Split('\n').Where(line => line.StartsWith("pid ", StringComparison.Ordinal))
            .Select(line => int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture)).ToArray();
        await freezer.FreezeAsync(ids[frozen]);
        await cancel.CancelAsync();

        var result = await running;
        Assert.Equal((Outcome.Canceled, ids[frozen]), (result.Outcome, Assert.Single(result.Orphans).Id));
        Assert.Equal(result.Orphans, result.Survivors);
        Assert.Matches($"was canceled{(frozen == 0 ? " and could not be stopped" : "")} after [^;]+; [^ ]+ \\({ids[frozen]}\\) could not be ended and runs on", $"{result}");
        Assert.Equal(ids[frozen], Assert.Single(tree.Alive()).Id);

        await freezer.ThawAsync();
        await GuardedHost.EventuallyAsync(() => ProcessTable.Find(ids[frozen]) is not { } left || left.ParentId != Environment.ProcessId, () => "it was not reaped");
        tree.AssertGone();
    }

    [Fact]
    public async Task A_set_user_id_program_is_ended()
    {
        using var folder = Reachable();
        var sleep = SetUserId(folder, "sleep");
        Assert.Equal("Canceled left", await OtherUser.HostAsync("left", "sh", "-c", $"{sleep} 60 & echo ready; wait"));
    }

    [Fact]
    public async Task A_program_that_proc_does_not_show_is_ended_if_it_may_be_signaled()
    {
        using var folder = Reachable();
        var cat = SetUserId(folder, "cat");
        var silent = folder.File("silent");
        using (var made = System.Diagnostics.Process.Start("mkfifo", ["-m", "644", silent]))
            await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        var ready = folder.Write("ready", "ready\n"u8, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Assert.Equal(("Canceled left", 0), await OtherUser.HostAmongHiddenAsync("left", cat, ready, silent));
    }

    [Fact]
    public async Task A_program_that_proc_does_not_show_and_that_may_not_be_signaled_is_named()
    {
        using var folder = Reachable();
        var setpriv = SetUserId(folder, "setpriv");
        var (seen, left) = await OtherUser.HostAmongHiddenAsync("left", setpriv, "--reuid=0", "--regid=0", "--clear-groups", "sh", "-c", "echo ready; exec sleep 60");
        Assert.Matches("^Canceled left (\\? \\([0-9]+\\))\n\\1: 'setpriv' was canceled and could not be stopped after [^;]+; \\1 could not be ended and runs on\\.$", seen);
        Assert.Equal(1, left);
    }

    [Fact]
    public async Task A_member_that_became_another_user_s_is_named_and_the_run_returns()
    {
        using var folder = Reachable();
        var setpriv = SetUserId(folder, "setpriv");
        var seen = await OtherUser.HostAsync("left", "sh", "-c", $"{setpriv} --reuid=0 --regid=0 --clear-groups sh -c 'echo ready; exec sleep 60' & wait");
        Assert.Matches("^Canceled left (sleep \\([0-9]+\\))\n\\1: 'sh' was canceled after [^;]+; \\1 could not be ended and runs on\\.$", seen);
        Native.Kill(int.Parse(seen.Split('(', ')')[1], CultureInfo.InvariantCulture), Native.SIGKILL);
    }

    /// <summary>A folder that another user reaches if he reaches the host.</summary>
    private static TempFolder Reachable() => new(Path.GetDirectoryName(HostProgram.FilePath)!);

    /// <summary>A copy of a program that runs as root whoever starts it.</summary>
    private static string SetUserId(TempFolder folder, string program)
    {
        Assert.SkipUnless(Native.UserId() == 0, "only root can make such a program");
        const UnixFileMode All = UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(folder.Path, All | UnixFileMode.UserWrite);
        return folder.Write(program, File.ReadAllBytes(Requires.Program(program)), All | UnixFileMode.SetUser);
    }
}
