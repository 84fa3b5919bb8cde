using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Unix;

/// <summary>Holds a child between fork and exec until it has been prepared: what is done to it then holds from the program's first
/// instruction. <c>posix_spawn(3)</c> knows nothing of limits, and of control groups only since glibc 2.39.</summary>
/// <remarks>The child's last file actions open a FIFO (<c>fifo(7)</c>) three times. The first, for writing, tells that it has arrived. The second, for
/// reading, blocks until there is a writer. The third fails if the FIFO has been renamed meanwhile, and then nothing is executed: so whatever goes
/// wrong, the program never runs unprepared. While the child waits, the thread that starts it waits in the C library; another one does the preparing.</remarks>
internal sealed unsafe class LaunchGate : IDisposable
{
    private const int ChildDescriptor = 3;
    private const int MostIds = 4096;
    private const int StackSize = 256 * 1024;
    private const int LongestWait = 100;

    /// <summary>How long the child is looked for once it has arrived. It is there, or cannot be seen.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);

    private static readonly string _folder =
        LibC.Access("/dev/shm", FileFlags.WritePermission | FileFlags.ExecutePermission) == 0 ? "/dev/shm" : Path.GetTempPath();

    private readonly string _path;
    private readonly string _renamed;
    private readonly Descriptor _arrival;
    private readonly Descriptor _reserved;
    private Thread? _attendant;
    private string _output = "";
    private int _before;
    private Descriptor? _writer;
    private volatile bool _spawned;
    private Exception? _failure;

    private LaunchGate()
    {
        _path = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"safeprocess-gate-{Environment.ProcessId}-{Guid.NewGuid():N}"));
        _renamed = _path + "-closed";
        if (LibC.MakeFifo(_path, 0x180) != 0)
            throw new SystemCallException($"mkfifo of {_path}", Marshal.GetLastPInvokeError());
        _arrival = new Descriptor(LibC.Open(_path, FileFlags.ReadOnly | FileFlags.NonBlocking | FileFlags.CloseOnExec));
        _reserved = new Descriptor(LibC.Open("/dev/null", FileFlags.ReadOnly | FileFlags.CloseOnExec));
        if (!_reserved.IsInvalid && !_arrival.IsInvalid)
            return;
        var error = Marshal.GetLastPInvokeError();
        Dispose();
        throw new SystemCallException($"open of {_path}", error);
    }

    /// <exception cref="SystemCallException">There is no room for a FIFO, or no descriptor.</exception>
    public static LaunchGate Create() => new();

    /// <summary>Adds what makes the child wait. Add nothing after it.</summary>
    public void AddTo(SpawnCall call)
    {
        call.Open(ChildDescriptor, _path, FileFlags.WriteOnly);
        call.Close(ChildDescriptor);
        call.Open(ChildDescriptor, _path, FileFlags.ReadOnly);
        call.Open(ChildDescriptor, _path, FileFlags.ReadOnly | FileFlags.NonBlocking);
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
        var attendant = new Thread(() => PrepareAndOpen(prepare), StackSize) { IsBackground = true, Name = "SafeProcess launch gate" };
        try
        {
            attendant.Start();
        }
        catch (Exception failure) when (failure is OutOfMemoryException or ThreadStartException)
        {
            throw new SystemCallException("pthread_create", ErrorNumber.EAGAIN);
        }

        _attendant = attendant;
    }

    /// <summary>Call it once the start has returned, however it went.</summary>
    /// <returns>Why the child could not be prepared, in which case the program did not run; null when it could, or when the child ended before it got
    /// to the gate.</returns>
    public Exception? Finish()
    {
        _spawned = true;
        if (_attendant is { IsAlive: true })
        {
            // What opens and closes the FIFO looks like an arrival, and wakes the attendant.
            _reserved.Dispose();
            new Descriptor(LibC.Open(_path, FileFlags.WriteOnly | FileFlags.NonBlocking | FileFlags.CloseOnExec)).Dispose();
            _attendant.Join();
        }

        _writer?.Dispose();
        return _failure;
    }

    public void Dispose()
    {
        Finish();
        _arrival.Dispose();
        _reserved.Dispose();
        if (LibC.Unlink(_path) != 0)
            _ = LibC.Unlink(_renamed);
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

        if (_failure is not null)
            LibC.Rename(_path, _renamed);
        Open();
    }

    /// <returns>0 when the start returned before the child came to the gate.</returns>
    private int FindChild()
    {
        while (!_spawned && !HasArrived())
        {
        }

        var begun = Stopwatch.GetTimestamp();
        while (!_spawned)
        {
            var last = LastProcessId.Read();
            if (last != 0 && _before != 0 && LastProcessId.Back(last, to: _before).Take(MostIds).FirstOrDefault(IsChild) is not 0 and var child)
                return child;
            if (FindInTable() is not 0 and var found)
                return found;
            if (Stopwatch.GetElapsedTime(begun) > _patience)
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

    /// <summary>Waits until the other end of the FIFO was opened and closed; now and then it returns without that.</summary>
    private bool HasArrived()
    {
        var poll = new PollEntry { Descriptor = (int)_arrival.DangerousGetHandle() };
        return LibC.Poll(&poll, 1, LongestWait) == 1;
    }

    /// <summary>The pipe is this launch's alone, and the host itself has it above its standard streams: only the child has it there.</summary>
    private bool IsChild(int id) => LinkOf($"/proc/{id}/fd/1") == _output;

    private static string LinkOf(string path)
    {
        var buffer = stackalloc byte[64];
        var length = LibC.ReadLink(path, buffer, 64);
        return length > 0 ? Encoding.UTF8.GetString(buffer, (int)length) : "";
    }

    /// <summary>Lets the child go on. The FIFO stays open until the start has returned: the child may not be there yet.</summary>
    private void Open()
    {
        _reserved.Dispose();
        while (!_spawned)
        {
            // For reading too, which never waits (fifo(7)).
            var path = _failure is null ? _path : _renamed;
            var writer = new Descriptor(LibC.Open(path, FileFlags.ReadWrite | FileFlags.NonBlocking | FileFlags.CloseOnExec));
            if (!writer.IsInvalid)
            {
                _writer = writer;
                return;
            }

            // Another thread took the descriptor that was kept for this.
            writer.Dispose();
            Thread.Sleep(1);
        }
    }
}
