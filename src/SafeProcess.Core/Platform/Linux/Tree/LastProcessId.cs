using System.Buffers.Text;
using SafeProcess.Platform.Linux.Native;
using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Linux.Tree;

/// <summary>The id the kernel gave out last in this process's namespace: the fifth field of <c>/proc/loadavg</c>. Ids are given out in ascending order
/// until they wrap around (<c>idr_alloc_cyclic</c> in the kernel's kernel/pid.c), so what a program started has an id between its own and this one.</summary>
internal static unsafe class LastProcessId
{
    // Once around, the kernel leaves the lowest ids to its own threads (RESERVED_PIDS in kernel/pid.c).
    private const int FirstAgain = 300;

    private static readonly Lazy<int> _limit = new(ReadLimit);
    private static Descriptor? _file;
    private static bool _unknowable;

    /// <summary>How many ids are given out before the same one comes again (<c>pid_max</c> in <c>proc_sys_kernel(5)</c>).</summary>
    public static int Around => _limit.Value - FirstAgain;

    /// <returns>0 where it cannot be known.</returns>
    public static int Read()
    {
        if ((_file ?? Open()) is not { } file)
            return 0;
        var buffer = stackalloc byte[128];
        var length = (int)LinuxLibC.ReadAt(file, buffer, 128, 0);
        var text = new ReadOnlySpan<byte>(buffer, Math.Max(length, 0)).TrimEnd((byte)'\n');
        return Utf8Parser.TryParse(text[(text.LastIndexOf((byte)' ') + 1)..], out int last, out _) ? last : 0;
    }

    /// <summary>The ids that were given out between two readings, the last one first.</summary>
    public static IEnumerable<int> Back(int last, int to)
    {
        for (var id = last; id > (last >= to ? to : FirstAgain - 1); id--)
            yield return id;
        for (var id = _limit.Value - 1; last < to && id > to; id--)
            yield return id;
    }

    /// <summary>Whether an id was given out after another, of two that were given out close together: ids are given out once around.</summary>
    public static bool IsLater(int id, int than) => IsLater(id, than, _limit.Value);

    /// <inheritdoc cref="IsLater(int, int)"/>
    /// <param name="id">The one.</param>
    /// <param name="than">The other.</param>
    /// <param name="limit">What every id is below.</param>
    internal static bool IsLater(int id, int than, int limit)
    {
        var around = limit - FirstAgain;
        var steps = id > than ? id - than : id - than + around;
        return steps <= around / 2;
    }

    private static int ReadLimit()
    {
        Span<byte> text = stackalloc byte[16];
        text = text[..ProcFile.Read("/proc/sys/kernel/pid_max"u8, text)];
        return Utf8Parser.TryParse(text, out int limit, out _) ? limit : 32768;
    }

    private static Descriptor? Open()
    {
        if (_unknowable)
            return null;
        Descriptor opened;
        fixed (byte* path = "/proc/loadavg"u8)
            opened = new Descriptor(LibC.Open(path, FileFlags.ReadOnly | FileFlags.CloseOnExec));

        // A container may show a made-up file there (lxcfs), whose last id is another namespace's.
        var information = stackalloc long[64];
        if (!opened.IsInvalid && LinuxLibC.Fstatfs(opened, information) == 0)
        {
            _unknowable = information[0] != LinuxFileFlags.ProcFileSystem;
            if (!_unknowable && Interlocked.CompareExchange(ref _file, opened, null) is null)
                return opened;
        }

        opened.Dispose();
        return _file;
    }
}
