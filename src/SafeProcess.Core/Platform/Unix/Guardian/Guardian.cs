using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.Versioning;
using SafeProcess.Platform.Unix.Native;
using SafeProcess.Runs;
using SafeProcess.Threading;

namespace SafeProcess.Platform.Unix;

/// <summary>Ends the trees of a host that dies without a word. A shell, the watcher, waits for the end of a pipe whose other end the host alone
/// holds; only then it reads the registry and takes what is left down the ladder (<c>guardian.awk</c>). It is started with the host's first
/// run and again when it was ended; while the host lives it does nothing, and a run costs it nothing. Safe from any thread.</summary>
/// <remarks>The watcher is a child of the host in a session of its own: Ctrl+C at the terminal does not reach it. It carries no
/// run's id and no run's mark, or a run around this host would take it for a descendant that was left behind when the host ends.</remarks>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The guardian lives as long as the host.")]
[SupportedOSPlatform("linux")]
internal sealed class Guardian(string shell, string searchPath)
{
    /// <summary>What a look for the watcher with ps(1) finds.</summary>
    public const string Name = "safeprocess-guardian";

    /// <summary>What the watcher's shell runs. The rest is read once it is needed.</summary>
    public const string Command =
        "trap '' HUP INT QUIT TERM; cd /; while read -r nothing; do :; done; exec awk -f /proc/self/fd/4 $0 $1";

    private const int RegistryNumber = 3;
    private const int ScriptNumber = 4;
    private const string UsualPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private static readonly TimeSpan _betweenStarts = TimeSpan.FromSeconds(1);
    private static readonly string[] _tools = ["awk", "grep", "sleep"];
    private static readonly Lazy<byte[]> _script = new(ReadScript);

    private readonly object _gate = new();
    private GuardianRegistry? _registry;
    private Descriptor? _lifeline;
    private long _lastStart;
    private string? _failure;
    private int _watcher;

    /// <summary>This host's.</summary>
    public static Guardian OfHost { get; } = new("/bin/sh", string.Join(':', UsualPath, Environment.GetEnvironmentVariable("PATH")).TrimEnd(':'));

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
            _lastStart = Stopwatch.GetTimestamp();
            tree.Unguarded = _failure;
            return true;
        }
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
            if (_failure is not null && Stopwatch.GetElapsedTime(_lastStart) < _betweenStarts)
                return _failure;
            _lastStart = Stopwatch.GetTimestamp();
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
        MemoryFile.Write(script, _script.Value);
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
            if (_watcher != watcher)
                return;
            Reap(watcher);
            Forget("somebody has just ended it");
        }

        do
        {
            var pause = _betweenStarts - Stopwatch.GetElapsedTime(Interlocked.Read(ref _lastStart));
            if (pause > TimeSpan.Zero)
                await Task.Delay(pause, OwnTime.Instance).ConfigureAwait(true);
        }
        while (_registry!.Count > 0 && EnsureWatcher(reactor) is not null);
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

    private static byte[] ReadScript()
    {
        using var resource = typeof(Guardian).Assembly.GetManifestResourceStream("guardian.awk")!;
        var script = new byte[resource.Length];
        resource.ReadExactly(script);
        return script;
    }
}
