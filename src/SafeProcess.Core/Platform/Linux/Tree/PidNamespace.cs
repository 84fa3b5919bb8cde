using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using SafeProcess.Platform.Linux.Launch;
using SafeProcess.Platform.Linux.Native;
using SafeProcess.Platform.Unix.Launch;
using SafeProcess.Platform.Unix.Native;
using SafeProcess.Platform.Unix.Watch;

namespace SafeProcess.Platform.Linux.Tree;

/// <summary>A PID namespace of one run's own (<c>pid_namespaces(7)</c>): all that its programs start is born in it, nothing can leave it, and the kernel ends
/// all of it at once with its first process.</summary>
/// <remarks><para>The first process is a shell that waits for the end of a pipe of the host's, and reaps what loses its parent in the namespace and so becomes its child. No
/// signal from inside reaches it. When the host has died the pipe ends: then it waits for the grace period, in which the guardian goes down the ladder, and
/// ends. The guardian kills it too: what waits for the pipe could be held up from inside.</para>
/// <para>The programs are the host's own children all the same. A thread alone enters the namespace, for its children only; as it can start no other thread
/// from then on, it is made for one start and ends after it.</para></remarks>
internal sealed class PidNamespace : IDisposable
{
    /// <summary>CLONE_NEWPID.</summary>
    private const int NewPid = 0x20000000;

    private const int MostLinkLength = 64;
    private const int ReapPatience = 100;
    private const string Shell = "/bin/sh";
    private const string SearchPath = "/usr/bin:/bin:/usr/sbin:/sbin";

    // A shell reaps whatever child ends while it waits for one. A cat that was killed (from inside: the tree's own doing) says nothing of the host.
    private const string Script =
        "trap '' HUP INT QUIT TERM PIPE USR1 USR2 ALRM; exec 3<&0; while cat <&3 & wait $!; [ $? -gt 128 ]; do :; done; exec sleep \"$1\"";

    private readonly object _gate = new();
    private readonly Func<Descriptor?, Task> _whenFirstEnded;
    private readonly Descriptor _lifeline;
    private readonly string _name;
    private Descriptor? _entrance;
    private Descriptor? _pidfd;
    private volatile bool _ended;

    private PidNamespace(int first, Descriptor lifeline, Func<Descriptor?, Task> whenFirstEnded)
    {
        _whenFirstEnded = whenFirstEnded;
        First = first;
        _lifeline = lifeline;
        try
        {
            _entrance = Descriptor.Open(PathOf(first), FileFlags.ReadOnly);
            _name = NameOf(first);
            _pidfd = ExitWatch.TryOpen(first);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The id of its first process, outside of it.</summary>
    public int First { get; }

    /// <summary>Makes one, with its first process.</summary>
    /// <exception cref="StartException">There is none to be had here.</exception>
    /// <exception cref="SystemCallException">No descriptor or no process is left.</exception>
    [SupportedOSPlatform("linux")]
    public static PidNamespace Create(ProcessSpec spec, Reactor reactor)
    {
        var (lifeline, waited) = LaunchPipes.Pipe(hostReads: false);
        try
        {
            using (waited)
            {
                var first = StartFirst(spec, waited);
                return new PidNamespace(
                    first, lifeline, pidfd => pidfd is null ? ChildExitFallback.WhenEndedAsync(first) : ExitWatch.WhenEndedAsync(reactor, pidfd));
            }
        }
        catch
        {
            lifeline.Dispose();
            throw;
        }
    }

    /// <summary>Starts a program in it.</summary>
    /// <returns>0, or the error number.</returns>
    /// <exception cref="SystemCallException">No thread is left.</exception>
    public int Start(SpawnCall call, SpawnBlock block, out int processId)
    {
        // Held open by this, whoever closes it meanwhile.
        var entrance = (int)_entrance!.DangerousGetHandle();
        return StartFrom(() => LinuxLibC.EnterNamespace(entrance, NewPid), call, block, out processId, out _);
    }

    /// <summary>Nothing is started in it any more.</summary>
    public void CloseEntrance()
    {
        _entrance?.Dispose();
        _entrance = null;
    }

    /// <summary>Whether a process was born in it; not the first one and its helpers, whose session nobody else can enter. What is in a namespace below it is
    /// not, but descends from what is.</summary>
    public bool Holds(ProcessEntry entry) => !_ended && _name.Length > 0 && entry.Session != First && NameOf(entry.Id) == _name;

    /// <summary>Ends every process in it and below it at once, those too that are just being forked.</summary>
    public void Kill()
    {
        lock (_gate)
        {
            if (!_ended)
                LibC.Kill(First, SignalNames.SIGKILL);
        }
    }

    /// <summary>Ends it. Its programs must have been reaped: its first process has not ended before.</summary>
    public void Dispose()
    {
        Kill();
        lock (_gate)
        {
            if (_ended)
                return;
            _ended = true;
        }

        CloseEntrance();
        _lifeline.Dispose();
        if (!TryReap())
            _ = ReapLaterAsync();
    }

    private static int StartFirst(ProcessSpec spec, Descriptor waited)
    {
        using var call = new SpawnCall();
        call.Duplicate((int)waited.DangerousGetHandle(), 0);
        call.Open(1, "/dev/null", FileFlags.WriteOnly);
        call.Duplicate(1, 2);
        call.CloseFrom(3);
        var grace = spec.GracePeriod.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
        using var block = new SpawnBlock(Shell, "/", "sh", ["-c", Script, "safeprocess-namespace", grace], [new("PATH", SearchPath)]);
        var error = StartFrom(() => LinuxLibC.Unshare(NewPid), call, block, out var first, out var isRefused);
        if (error == 0)
            return first;
        if (LaunchFailure.Scarcity(error) is not null && !isRefused)
            throw new SystemCallException(Shell, error);
        throw StartException.ContainmentNotAvailable(spec, Containment.Namespace, isRefused ? Why(error) : $"'{Shell}': {Marshal.GetPInvokeErrorMessage(error)}");
    }

    private static string Why(int error) =>
        error == ErrorNumber.EPERM ? "this user may not make a PID namespace: that takes root (the capability CAP_SYS_ADMIN)"
        : error == ErrorNumber.ENOSPC ? "the system allows no more PID namespaces (/proc/sys/user/max_pid_namespaces), or none so deep"
        : $"the system makes no PID namespace: {Marshal.GetPInvokeErrorMessage(error)}";

    /// <summary>Starts from a thread of its own, which goes first where the child is to be.</summary>
    private static int StartFrom(Func<int> enter, SpawnCall call, SpawnBlock block, out int processId, out bool isRefused)
    {
        var (error, id, refused) = (0, 0, false);
        LaunchThread.Start("SafeProcess namespace", () =>
        {
            refused = enter() != 0;
            error = refused ? Marshal.GetLastPInvokeError() : call.Start(block, out id);
        }).Join();
        (processId, isRefused) = (id, refused);
        return error;
    }

    /// <returns>False when it has not ended in time.</returns>
    private unsafe bool TryReap()
    {
        if (_pidfd is null)
            return false;
        var entry = new PollEntry { Descriptor = (int)_pidfd.DangerousGetHandle(), Events = PollEntry.Readable };
        _ = LibC.Poll(&entry, 1, ReapPatience);
        // No child any more is as good: with SIGCHLD ignored the kernel reaps it.
        if (Reap() == 0)
            return false;
        _pidfd.Dispose();
        return true;
    }

    private async Task ReapLaterAsync()
    {
        try
        {
            await _whenFirstEnded(_pidfd).ConfigureAwait(true);
        }
        catch (SystemCallException)
        {
            // The system has no room for a watch on its handle.
            await _whenFirstEnded(null).ConfigureAwait(true);
        }

        Reap();
    }

    /// <returns>0 when it has not ended.</returns>
    private unsafe int Reap() => LibC.Wait4(First, null, WaitFlags.NoHang, null);

    private static string PathOf(int id) => string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/ns/pid");

    /// <returns>As in <c>pid:[4026531836]</c>; empty for what has ended, or may not be seen: that says nothing of where it is.</returns>
    private static unsafe string NameOf(int id)
    {
        var buffer = stackalloc byte[MostLinkLength];
        var length = LinuxLibC.ReadLink(PathOf(id), buffer, MostLinkLength);
        return length > 0 ? Encoding.UTF8.GetString(buffer, (int)length) : "";
    }
}
