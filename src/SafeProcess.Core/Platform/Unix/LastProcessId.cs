using System.Buffers.Text;
using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Unix;

/// <summary>The id the kernel gave out last in this process's namespace: the fifth field of <c>/proc/loadavg</c>. Ids are given out in ascending order
/// until they wrap around (<c>idr_alloc_cyclic</c> in the kernel's kernel/pid.c), so what a program started has an id between its own and this one.</summary>
internal static unsafe class LastProcessId
{
    private static readonly Lazy<Descriptor?> _file = new(Open);

    /// <returns>0 where it cannot be known.</returns>
    public static int Read()
    {
        if (_file.Value is not { } file)
            return 0;
        var buffer = stackalloc byte[128];
        var length = (int)LibC.ReadAt(file, buffer, 128, 0);
        var text = new ReadOnlySpan<byte>(buffer, Math.Max(length, 0)).TrimEnd((byte)'\n');
        return Utf8Parser.TryParse(text[(text.LastIndexOf((byte)' ') + 1)..], out int last, out _) ? last : 0;
    }

    private static Descriptor? Open()
    {
        fixed (byte* path = "/proc/loadavg"u8)
        {
            var descriptor = new Descriptor(LibC.Open(path, FileFlags.ReadOnly | FileFlags.CloseOnExec));
            // A container may show a made-up file there (lxcfs), whose last id is another namespace's.
            var information = stackalloc long[64];
            if (!descriptor.IsInvalid && LibC.Fstatfs(descriptor, information) == 0 && information[0] == FileFlags.ProcFileSystem)
                return descriptor;
            descriptor.Dispose();
            return null;
        }
    }
}
