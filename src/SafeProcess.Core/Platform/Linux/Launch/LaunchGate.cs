using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using SafeProcess.Platform.Linux.Native;
using SafeProcess.Platform.Linux.Tree;
using SafeProcess.Platform.Unix.Launch;
using SafeProcess.Platform.Unix.Native;
using SafeProcess.Threading;

namespace SafeProcess.Platform.Linux.Launch;

/// <summary>Holds a child between fork and exec until it has been prepared: what is done to it then holds from the program's first
/// instruction. <c>posix_spawn(3)</c> knows nothing of limits, and of control groups only since glibc 2.39.</summary>
/// <remarks>The child's last file actions open two files of the host (<c>/proc/HOST/fd</c>). The first is one in memory on which the host has a lease
/// (F_SETLEASE in <c>fcntl(2)</c>): to open it for writing waits until the host gives the lease up. The second can be opened only once the child has been
/// prepared; if it cannot, nothing is executed. So whatever goes wrong, the program never runs unprepared. A host that dies leaves nothing behind: its lease
/// ends with it, and so do its files, without which the child ends. While the child waits, the thread that starts it waits in the C library; another one
/// does the preparing.</remarks>
internal sealed unsafe class LaunchGate : IDisposable
{
    private const int ChildDescriptor = 3;
    private const int MostIds = 4096;
    private const int LooksWithoutPause = 2000;

    /// <summary>How long the child is looked for once it has arrived. It is there, or cannot be seen.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);

    private readonly Descriptor _leased;
    private readonly Descriptor _place;
    private readonly Descriptor _permission;
    private Thread? _attendant;
    private string _output = "";
    private int _before;
    private volatile bool _spawned;
    private Exception? _failure;

    private LaunchGate(Descriptor leased, Descriptor place, Descriptor permission) => (_leased, _place, _permission) = (leased, place, permission);

    /// <exception cref="SystemCallException">There is no memory for it, no descriptor, or the kernel knows no leases.</exception>
    public static LaunchGate Create()
    {
        Descriptor? leased = null, place = null, permission = null;
        try
        {
            using (var file = MemoryFile.Create("safeprocess-gate\0"u8, Descriptor.AboveStandardStreams))
            {
                leased = Descriptor.Open(PathOf("self", file), FileFlags.ReadOnly);
                place = Descriptor.Open(PathOf("self", file), LinuxFileFlags.PathOnly);
            }

            // No file: to open it fails (ENXIO).
            permission = new Descriptor(LinuxLibC.EpollCreate(EpollFlags.CloseOnExec));
            if (permission.IsInvalid)
                throw new SystemCallException("epoll_create1", Marshal.GetLastPInvokeError());
            // A lease for reading is to be had once nobody has the file open for writing any more.
            if (LibC.Fcntl(leased, LinuxFileFlags.SetLease, LinuxFileFlags.LeaseOfReader) != 0)
                throw new SystemCallException("the lease on a file in memory", Marshal.GetLastPInvokeError());
            // The signal that tells of an open would end the host.
            _ = LibC.Fcntl(leased, LinuxFileFlags.SetOwner, 0);
            return new LaunchGate(leased, place, permission);
        }
        catch
        {
            leased?.Dispose();
            place?.Dispose();
            permission?.Dispose();
            throw;
        }
    }

    /// <summary>Adds what makes the child wait. Add nothing after it.</summary>
    public void AddTo(SpawnCall call)
    {
        var host = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        call.Open(ChildDescriptor, PathOf(host, _place), FileFlags.WriteOnly);
        call.Open(ChildDescriptor, PathOf(host, _permission), FileFlags.ReadOnly);
        call.Close(ChildDescriptor);
    }

    /// <summary>Call it just before the start: from now on a thread looks for the child.</summary>
    /// <param name="childOutput">The end of a pipe that the child, and nobody else, will have as descriptor 1.</param>
    /// <param name="prepare">Is given the child's id. If it throws, the child is ended and the program never runs.</param>
    /// <exception cref="SystemCallException">No thread is left.</exception>
    public void Attend(int childOutput, Action<int> prepare)
    {
        _output = LinkOf($"/proc/self/fd/{childOutput}");
        if (_output.Length == 0)
            throw new SystemCallException("readlink in /proc/self/fd", Marshal.GetLastPInvokeError());
        _before = LastProcessId.Read();
        _attendant = LaunchThread.Start("SafeProcess launch gate", () => PrepareAndOpen(prepare));
    }

    /// <summary>Call it once the start has returned, however it went.</summary>
    /// <returns>Why the child could not be prepared, in which case the program did not run; null when it could, or when the child ended before it got
    /// to the gate.</returns>
    public Exception? Finish()
    {
        _spawned = true;
        _attendant?.Join();
        return _failure;
    }

    public void Dispose()
    {
        Finish();
        _leased.Dispose();
        _place.Dispose();
        _permission.Dispose();
    }

    private void PrepareAndOpen(Action<int> prepare)
    {
        var child = 0;
        try
        {
            child = FindChild();
            if (child != 0)
                prepare(child);
        }
        catch (Exception failure)
        {
            _failure = failure;
            // It stays at the gate and is not reaped before the start has returned: the id is its own.
            if (child != 0)
                LibC.Kill(child, SignalNames.SIGKILL);
        }

        if (_failure is null && LinuxLibC.DuplicateTo(_leased, (int)_permission.DangerousGetHandle(), FileFlags.CloseOnExec) < 0)
            _failure = new SystemCallException("dup3", Marshal.GetLastPInvokeError());
        _ = LibC.Fcntl(_leased, LinuxFileFlags.SetLease, LinuxFileFlags.NoLease);
    }

    /// <returns>0 when the start returned before the child came to the gate.</returns>
    private int FindChild()
    {
        for (var looks = 0; !_spawned && !HasArrived(); looks++)
            Thread.Sleep(looks < LooksWithoutPause ? 0 : 1);

        var patience = new Patience(_patience);
        while (!_spawned)
        {
            var last = LastProcessId.Read();
            if (last != 0 && _before != 0 && LastProcessId.Back(last, to: _before).Take(MostIds).FirstOrDefault(IsChild) is not 0 and var child)
                return child;
            if (FindInTable() is not 0 and var found)
                return found;
            if (patience.IsOver)
                throw new SystemCallException("the search for the child in /proc", ErrorNumber.ENOENT);
        }

        return 0;
    }

    private int FindInTable()
    {
        try
        {
            return ProcessTable.Ids().FirstOrDefault(IsChild);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new SystemCallException("the list of /proc", ErrorNumber.EMFILE);
        }
    }

    /// <summary>Somebody who opens the file waits for the lease to be given up: then it is told as none.</summary>
    private bool HasArrived() => LibC.Fcntl(_leased, LinuxFileFlags.GetLease, 0) == LinuxFileFlags.NoLease;

    /// <summary>The pipe is this launch's alone, and the host itself has it above its standard streams: only the child has it there.</summary>
    private bool IsChild(int id) => LinkOf($"/proc/{id}/fd/1") == _output;

    private static string LinkOf(string path)
    {
        var buffer = stackalloc byte[64];
        var length = LinuxLibC.ReadLink(path, buffer, 64);
        return length > 0 ? Encoding.UTF8.GetString(buffer, (int)length) : "";
    }

    private static string PathOf(string process, Descriptor file) =>
        string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/fd/{file.DangerousGetHandle()}");
}
