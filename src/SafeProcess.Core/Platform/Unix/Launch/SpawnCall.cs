using System.Runtime.InteropServices;
using System.Text;
using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Unix.Launch;

/// <summary>One call of <c>posix_spawn(3)</c>: a session of its own, default signal dispositions, an empty signal mask, and what was asked for its
/// descriptors and its directory, in that order. The first request that the C library refuses is what the start fails with.</summary>
internal sealed unsafe class SpawnCall : IDisposable
{
    private static readonly Lazy<nint> _attributes = new(CreateAttributes);

    private readonly byte* _actions = (byte*)NativeMemory.AllocZeroed(Spawn.OpaqueSize);
    private int _error;

    public SpawnCall() => _error = Spawn.InitActions(_actions);

    /// <summary>The child has this descriptor of the host's under that number.</summary>
    public void Duplicate(int descriptor, int target) => Add(Spawn.AddDuplicate(_actions, descriptor, target));

    /// <summary>The child opens a file under that number.</summary>
    public void Open(int target, string path, int flags)
    {
        // The C library copies the path.
        fixed (byte* start = Encoding.UTF8.GetBytes(path + '\0'))
            Add(Spawn.AddOpen(_actions, target, start, flags, 0));
    }

    /// <summary>The child closes what it has under that number.</summary>
    public void Close(int target) => Add(Spawn.AddClose(_actions, target));

    public void ChangeDirectory(byte* path) =>
        Add(Spawn.CanChangeDirectory ? Spawn.AddChangeDirectory(_actions, path) : LaunchFailure.NoChangeDirectory);

    /// <summary>What the host opened without close-on-exec must not reach the child. On macOS it never does (<see
    /// cref="Spawn.CloseOthers"/>).</summary>
    public void CloseFrom(int first)
    {
        if (Spawn.CanCloseFrom)
        {
            Add(Spawn.AddCloseFrom(_actions, first));
            return;
        }

        foreach (var entry in Directory.EnumerateFileSystemEntries("/proc/self/fd"))
        {
            if (int.TryParse(Path.GetFileName(entry.AsSpan()), out var descriptor) && descriptor >= first)
                Add(Spawn.AddClose(_actions, descriptor));
        }
    }

    /// <returns>0, or the error number.</returns>
    public int Start(SpawnBlock block, out int processId)
    {
        var started = 0;
        var error = _error != 0 ? _error : Spawn.Start(&started, block.Path, _actions, (byte*)_attributes.Value, block.Arguments, block.Environment);
        processId = started;
        return error;
    }

    /// <summary>Ends a program of which nobody is to hear.</summary>
    public static void Undo(int processId)
    {
        LibC.Kill(-processId, SignalNames.SIGKILL);
        LibC.Wait4(processId, null, 0, null);
    }

    public void Dispose()
    {
        _ = Spawn.DestroyActions(_actions);
        NativeMemory.Free(_actions);
    }

    private void Add(int error) => _error = _error != 0 ? _error : error;

    /// <summary>The same for every start, so made once and kept.</summary>
    private static nint CreateAttributes()
    {
        var attributes = (byte*)NativeMemory.AllocZeroed(Spawn.OpaqueSize);
        var signals = stackalloc byte[Spawn.OpaqueSize];
        _ = Spawn.InitAttributes(attributes);
        // Every bit, not sigfillset(3): that leaves out the C library's own two signals, which the child would then be given as ignored.
        new Span<byte>(signals, Spawn.OpaqueSize).Fill(0xFF);
        _ = Spawn.SetDefaults(attributes, signals);
        new Span<byte>(signals, Spawn.OpaqueSize).Clear();
        _ = Spawn.SetMask(attributes, signals);
        _ = Spawn.SetFlags(attributes, (short)(Spawn.SetSession | Spawn.SetSignalDefaults | Spawn.SetSignalMask | Spawn.CloseOthers));
        return (nint)attributes;
    }
}
