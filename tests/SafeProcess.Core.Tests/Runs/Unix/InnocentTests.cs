using System.Diagnostics;
using SafeProcess.Core.Tests.Hosts;
using SafeProcess.Core.Tests.Support;
using SafeProcess.Platform.Linux.Tree;
using static SafeProcess.Core.Tests.Support.GuardedHost;
using static SafeProcess.Core.Tests.Support.Running;
using ProcessTable = SafeProcess.Core.Tests.Support.ProcessTable;

namespace SafeProcess.Core.Tests.Runs;

/// <summary>Processes of others that look like members of a tree, and are none.</summary>
public sealed class InnocentTests : IDisposable
{
    private const string Variable = "SAFEPROCESS_RUN_ID";

    private readonly List<Process> _others = [];

    public void Dispose()
    {
        foreach (var other in _others)
        {
            other.Kill(entireProcessTree: true);
            other.Dispose();
        }
    }

    [Fact]
    public async Task What_only_mentions_a_run_outlives_the_host_that_was_killed()
    {
        using var host = Start(GuardedRun.Unruly("tree", "plain", "setsid,detached"));
        await host.Tree.Line("ready");
        var id = ProcessTable.RunIdOf(host.Tree.Ids.First())!;
        var mentions = Sleep("NOTE", $"the variable {Variable}={id}");
        var nearlyNamed = Sleep("MY_" + Variable, id);
        var afterNewline = Sleep("NOTE", $"x\n{Variable}={id}");
        // As the worker of a server that hands on its client's environment.
        var named = Sleep(Variable, id);
        await host.KillAsync();
        await host.AssertGoneAsync();
        Assert.All([mentions, nearlyNamed, afterNewline, named], other => Assert.False(other.HasExited));
    }

    [Theory]
    [InlineData("")]
    [InlineData("setsid -f")]
    public async Task The_worker_of_a_server_that_hands_on_its_client_s_environment_is_no_orphan(string start)
    {
        var server = Server(start);
        using var tree = new Tree();
        using var stop = new CancellationTokenSource();
        var running = RunAsync(tree.Mark(UnrulyProgram.Spec("tree", "plain", "setsid,detached")) with { GracePeriod = TimeSpan.Zero }, tree.Sink, cancellation: stop.Token);
        await tree.Line("ready");
        var root = tree.Ids.First();
        await EventuallyAsync(() => BootClock.Ticks() > ProcessTable.Find(root)!.StartTime + (3 * RunMark.TicksInFlight), () => "the time of the mark is not over");
        await server.StandardInput.WriteLineAsync(ProcessTable.RunIdOf(root));
        await EventuallyAsync(() => Workers(server).Any(worker => worker.Name == "sleep"), () => "the worker has not started");
        await stop.CancelAsync();
        var result = await running;
        tree.AssertGone();
        Assert.Empty(result.Orphans);
        Assert.DoesNotContain(result.Diagnosis, one => one.Name == "sleep");
        Assert.Single(Workers(server));
        foreach (var worker in Workers(server))
            Processes.Kill(worker.Id);
    }

    [Fact]
    public async Task One_that_is_older_by_less_than_a_clock_tick_outlives_the_run_that_it_names_later()
    {
        using var folder = new TempFolder();
        for (var attempt = 0; attempt < 200; attempt++)
        {
            // It has lost its parent, and becomes another program with the run's environment: it is as old as it was.
            using var heard = new Lifeline(folder);
            var say = folder.Fifo($"say{attempt}");
            _others.Add(Process.Start("sh", ["-c", "(setsid sh -c 'exec 3<>\"$0\"; echo $$ >\"$1\"; read -r id <&3; " + Variable + "=$id exec sleep 120' \"$0\" \"$1\" &)", say, heard.FilePath]));
            var elder = ProcessTable.Find(int.Parse(await heard.LineAsync(), System.Globalization.CultureInfo.InvariantCulture))!;
            var run = new ProcessRunner().Start(new("sleep", "120") { GracePeriod = TimeSpan.Zero });
            bool isOfOneTick, lives;
            try
            {
                isOfOneTick = ProcessTable.Find(run.ProcessId)?.StartTime == elder.StartTime;
                await EventuallyAsync(() => ProcessTable.RunIdOf(run.ProcessId) is not null, () => "the program shows no environment");
                await TempFolder.WriteFifoAsync(say, isOfOneTick ? $"{ProcessTable.RunIdOf(run.ProcessId)}\n" : "none\n");
                await EventuallyAsync(() => ProcessTable.Find(elder.Id)?.Name == "sleep", () => "it has not become another program");
                run.Stop();
                await run.Completion;
                lives = ProcessTable.Find(elder.Id) is { IsZombie: false } now && now.StartTime == elder.StartTime;
            }
            finally
            {
                run.Stop();
                Processes.Kill(elder.Id);
            }

            if (!isOfOneTick)
                continue;
            Assert.True(lives, "it was ended with the run");
            return;
        }

        Assert.Skip("none was as old as a run, by the kernel's clock");
    }

    /// <summary>Is there before any run, and starts a worker when it is told the environment of one.</summary>
    private Process Server(string start)
    {
        var server = Process.Start(new ProcessStartInfo("sh", ["-c", $"read id; WORKER=$$ {Variable}=$id {start} sleep 120 & wait; read more"]) { RedirectStandardInput = true })!;
        _others.Add(server);
        return server;
    }

    private static IReadOnlyList<Support.ProcessEntry> Workers(Process server) => ProcessTable.WithEnvironment($"WORKER={server.Id}");

    private Process Sleep(string variable, string value)
    {
        var start = new ProcessStartInfo("sleep", ["120"]);
        start.Environment[variable] = value;
        var other = Process.Start(start)!;
        _others.Add(other);
        return other;
    }
}
