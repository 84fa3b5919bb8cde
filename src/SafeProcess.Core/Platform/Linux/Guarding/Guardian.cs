using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.Versioning;
using System.Text;
using SafeProcess.Platform.Linux.Native;
using SafeProcess.Platform.Linux.Tree;
using SafeProcess.Platform.Unix.Launch;
using SafeProcess.Platform.Unix.Native;
using SafeProcess.Platform.Unix.Watch;
using SafeProcess.Runs;
using SafeProcess.Threading;

namespace SafeProcess.Platform.Linux.Guarding;

/// <summary>Ends the trees of a host that dies without a word. A shell, the watcher, waits for the end of a pipe whose other end the host alone
/// holds; only then it reads the registry and takes what is left down the ladder (<see cref="GuardianScript"/>). It is started with the host's first
/// run and again when it was ended; while the host lives it does nothing, and a run costs it nothing. Safe from any thread.</summary>
/// <remarks>The watcher is a child of the host in a session of its own: Ctrl+C at the terminal does not reach it. It carries no
/// run's id and no run's mark, or a run around this host would take it for a descendant that was left behind when the host ends.</remarks>
/// <param name="shell">What runs the watcher.</param>
/// <param name="searchPath">Where the watcher finds its tools.</param>
/// <param name="time">The clock; null for the host's.</param>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The guardian lives as long as the host.")]
[SupportedOSPlatform("linux")]
internal sealed class Guardian(string shell, string searchPath, TimeProvider? time = null)
{
    /// <summary>What a look for the watcher with ps(1) finds.</summary>
    public const string Name = "safeprocess-guardian";

    /// <summary>What the watcher's shell runs. The rest is read once it is needed.</summary>
    public const string Command =
        "trap '' HUP INT QUIT TERM; cd /; while read -r word; do case $word in over) exit;; esac; done; exec awk -f /proc/self/fd/4 $0 $1";

    private const int RegistryNumber = 3;
    private const int ScriptNumber = 4;
    private const string UsualPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private static readonly TimeSpan _betweenStarts = TimeSpan.FromSeconds(1);
    private static readonly string[] _tools = ["awk", "grep", "sleep"];

    private readonly object _gate = new();
    private GuardianRegistry? _registry;
    private Descriptor? _lifeline;
    private Patience _untilNextStart;
    private string? _failure;
    private int _watcher;
    private int _dismissed;

    /// <summary>This host's.</summary>
    public static Guardian OfHost { get; } = UntilExit(new("/bin/sh", string.Join(':', UsualPath, Environment.GetEnvironmentVariable("PATH")).TrimEnd(':')));

    /// <summary>The watcher's process id; 0 while there is none.</summary>
    public int Watcher => Volatile.Read(ref _watcher);

    /// <summary>Watches a tree that is about to be started, in this control group if it has one of its own. Never fails: a tree that cannot be watched
    /// says why.</summary>
    /// <param name="runId">The run's id.</param>
    /// <param name="signal">The first rung of its ladder.</param>
    /// <param name="grace">The time until the last.</param>
    /// <param name="programs">How many programs it begins with.</param>
    /// <param name="reactor">Tells of the watcher's end.</param>
    /// <param name="cgroup">The folder of its control group; null for none.</param>
    public GuardedTree Watch(string runId, StopSignal signal, TimeSpan grace, int programs, Reactor reactor, string? cgroup = null)
    {
        GuardedTree? tree = null;
        try
        {
            var registry = Volatile.Read(ref _registry) ?? CreateRegistry();
            tree = new GuardedTree(registry, programs);
            for (var program = 0; program < programs; program++)
                tree.Add(registry.Add(RunId.OwnPart(runId), signal, grace, cgroup));
            // Also when there is no watcher: a later one will read it.
            tree.Unguarded = EnsureWatcher(reactor);
            return tree;
        }
        catch (SystemCallException failure)
        {
            tree?.Dispose();
            return new GuardedTree(null, 0) { Unguarded = Reason(failure) };
        }
    }

    /// <summary>Ends the watcher if it watches this tree alone: the only process that can be had is for the program.</summary>
    /// <returns>False when it watches others, or there is none.</returns>
    public bool GiveWay(GuardedTree tree)
    {
        lock (_gate)
        {
            if (_watcher == 0 || _registry!.Count > tree.Lines)
                return false;
            End(_watcher);
            Forget(LaunchFailure.Scarcity(ErrorNumber.EAGAIN)!);
            _untilNextStart = new Patience(_betweenStarts, time);
            tree.Unguarded = _failure;
            return true;
        }
    }

    /// <summary>Lets the watcher go if it watches nothing: the host is about to end, and a look for nothing would take longer than many a run.</summary>
    public unsafe void StandDown()
    {
        lock (_gate)
        {
            var watcher = _watcher;
            if (watcher == 0)
                return;
            // In this order: a run that begins meanwhile finds none and waits for the gate, or it is counted here.
            Volatile.Write(ref _watcher, 0);
            Interlocked.MemoryBarrier();
            if (_registry!.Count > 0)
            {
                Volatile.Write(ref _watcher, watcher);
                return;
            }

            var word = "over\n"u8;
            fixed (byte* start = word)
                _ = LibC.Write(_lifeline!, start, word.Length);
            _dismissed = watcher;
            Forget("the host is about to end");
        }
    }

    private static Guardian UntilExit(Guardian guardian)
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => guardian.StandDown();
        return guardian;
    }

    private GuardianRegistry CreateRegistry()
    {
        lock (_gate)
            return _registry ??= new GuardianRegistry(MemoryFile.Create("safeprocess-registry\0"u8, ScriptNumber + 1));
    }

    /// <returns>Why there is no watcher; null when there is one.</returns>
    private string? EnsureWatcher(Reactor reactor)
    {
        if (Watcher != 0)
            return null;
        lock (_gate)
        {
            if (_watcher != 0)
                return null;
            if (_failure is not null && !_untilNextStart.IsOver)
                return _failure;
            _untilNextStart = new Patience(_betweenStarts, time);
            try
            {
                StartWatcher(reactor);
                _failure = null;
            }
            catch (SystemCallException failure)
            {
                _failure = Reason(failure);
            }

            return _failure;
        }
    }

    private void StartWatcher(Reactor reactor)
    {
        if (!CommandLookup.Exists("/proc/self/stat"))
            throw new SystemCallException("/proc", ErrorNumber.ENOENT);
        foreach (var tool in _tools)
        {
            if (!searchPath.Split(':').Any(folder => CommandLookup.IsExecutable(Path.Combine(folder, tool))))
                throw new SystemCallException(tool, ErrorNumber.ENOENT);
        }

        using var script = MemoryFile.Create("safeprocess-guardian\0"u8, ScriptNumber + 1);
        MemoryFile.Write(script, Encoding.UTF8.GetBytes(GuardianScript.Text));
        var (lifeline, waited) = LaunchPipes.Pipe(hostReads: false);
        var watcher = 0;
        try
        {
            using (waited)
                watcher = StartShell(script, waited);
            // The host's own mark would make it a member of a run around this host.
            RunMark.OfNoRun().Put(watcher);
            var pidfd = ExitWatch.TryOpen(watcher);
            var ended = pidfd is null ? ChildExitFallback.WhenEndedAsync(watcher) : ExitWatch.WhenEndedAsync(reactor, pidfd);
            _lifeline = lifeline;
            Volatile.Write(ref _watcher, watcher);
            _ = ReplaceAsync(reactor, watcher, ended);
        }
        catch
        {
            // Killed before its pipe is closed, or it would take that for the end of the host.
            if (watcher != 0)
                End(watcher);
            lifeline.Dispose();
            throw;
        }
    }

    private int StartShell(Descriptor script, Descriptor waited)
    {
        using var call = new SpawnCall();
        call.Duplicate((int)waited.DangerousGetHandle(), 0);
        call.Open(1, "/dev/null", FileFlags.WriteOnly);
        call.Duplicate(1, 2);
        // Opened anew, so that the watcher shares no position with the host or another watcher, and cannot write.
        call.Open(RegistryNumber, PathOf(_registry!.File), FileFlags.ReadOnly);
        call.Open(ScriptNumber, PathOf(script), FileFlags.ReadOnly);
        call.CloseFrom(ScriptNumber + 1);
        var host = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        using var block = new SpawnBlock(shell, "/", "sh", ["-c", Command, Name, host], [new("PATH", searchPath)]);
        var error = call.Start(block, out var processId);
        return error == 0 ? processId : throw new SystemCallException(shell, error);
    }

    private static string PathOf(Descriptor file) => string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{file.DangerousGetHandle()}");

    /// <summary>Reaps a watcher that somebody ended, and starts another as soon as it may, as long as there is something to watch.</summary>
    private async Task ReplaceAsync(Reactor reactor, int watcher, Task ended)
    {
        await ended.ConfigureAwait(true);
        lock (_gate)
        {
            if (_dismissed == watcher)
                Reap(watcher);
            if (_watcher != watcher)
                return;
            Reap(watcher);
            Forget("somebody has just ended it");
        }

        do
        {
            await Task.Delay(UntilNextStart(), time ?? OwnTime.Instance).ConfigureAwait(true);
        }
        while (_registry!.Count > 0 && EnsureWatcher(reactor) is not null);
    }

    private TimeSpan UntilNextStart()
    {
        lock (_gate)
            return _untilNextStart.Left;
    }

    private static void End(int watcher)
    {
        LibC.Kill(watcher, SignalNames.SIGKILL);
        Reap(watcher);
    }

    private static unsafe void Reap(int watcher) => _ = LibC.Wait4(watcher, null, 0, null);

    private void Forget(string why)
    {
        _lifeline?.Dispose();
        _lifeline = null;
        _failure = why;
        Volatile.Write(ref _watcher, 0);
    }

    private static string Reason(SystemCallException failure) => LaunchFailure.Scarcity(failure.ErrorNumber) ?? failure.Message;
}
