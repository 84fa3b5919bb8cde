using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;
using SafeProcess.Platform.Linux.Native;
using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Linux.Tree;

/// <summary>Reads small files of <c>/proc</c> without the cost of a file stream: a look at the system reads hundreds.</summary>
internal static unsafe class ProcFile
{
    private const int LongestPath = 64;

    /// <summary>Reads <c>/proc/ID/NAME</c>.</summary>
    /// <returns>The bytes read; 0 when the process has gone, or the file may not be read.</returns>
    public static int Read(int processId, ReadOnlySpan<byte> name, Span<byte> buffer)
    {
        Span<byte> path = stackalloc byte[LongestPath];
        return Read(PathOf(processId, name, path), buffer);
    }

    /// <summary>Reads a file by its full path.</summary>
    /// <returns>The bytes read; 0 when there is no such file, or it may not be read.</returns>
    public static int Read(ReadOnlySpan<byte> path, Span<byte> buffer)
    {
        Span<byte> terminated = stackalloc byte[path.Length + 1];
        path.CopyTo(terminated);
        terminated[^1] = 0;

        if (TryRead(terminated, buffer, out var length) is ErrorNumber.EMFILE or ErrorNumber.ENFILE)
        {
            using var loan = SpareDescriptors.Lend();
            if (TryRead(terminated, buffer, out length) is ErrorNumber.EMFILE or ErrorNumber.ENFILE)
                throw new SystemCallException("open of /proc", ErrorNumber.EMFILE);
        }

        return length;
    }

    /// <returns>The error number of the opening; 0 when there is none.</returns>
    private static int TryRead(ReadOnlySpan<byte> terminatedPath, Span<byte> buffer, out int length)
    {
        length = 0;
        int descriptor;
        fixed (byte* start = terminatedPath)
            descriptor = LibC.Open(start, FileFlags.ReadOnly | FileFlags.CloseOnExec);
        if (descriptor < 0)
            return Marshal.GetLastPInvokeError();
        fixed (byte* start = buffer)
        {
            nint count;
            while (length < buffer.Length && (count = LinuxLibC.ReadRaw(descriptor, start + length, buffer.Length - length)) > 0)
                length += (int)count;
        }

        LibC.Close(descriptor);
        return 0;
    }

    /// <summary>The text of the link <c>/proc/ID/NAME</c>.</summary>
    /// <param name="processId">Process id.</param>
    /// <param name="name">Ends in a NUL.</param>
    /// <returns>Null when the process has gone, or the link may not be read. A text of more than 4 KiB is cut off.</returns>
    public static string? ReadLink(int processId, ReadOnlySpan<byte> name)
    {
        Span<byte> path = stackalloc byte[LongestPath];
        Span<byte> text = stackalloc byte[4096];
        fixed (byte* link = PathOf(processId, name, path), start = text)
        {
            var length = (int)LinuxLibC.Readlink(link, start, text.Length);
            return length < 0 ? null : Encoding.UTF8.GetString(text[..length]);
        }
    }

    /// <summary>Reads <c>/proc/ID/stat</c>.</summary>
    /// <returns>Null when there is no such process.</returns>
    public static ProcessEntry? ReadStat(int processId)
    {
        Span<byte> buffer = stackalloc byte[1024];
        return ParseStat(processId, buffer[..Read(processId, "stat"u8, buffer)]);
    }

    /// <summary>Parses what stands in <c>/proc/ID/stat</c> (<c>proc_pid_stat(5)</c>).</summary>
    /// <returns>Null when it is none.</returns>
    internal static ProcessEntry? ParseStat(int processId, ReadOnlySpan<byte> text)
    {
        // The name is in parentheses and may hold anything, parentheses and newlines as well; what follows the last one is numbers.
        var open = text.IndexOf((byte)'(');
        var close = text.LastIndexOf((byte)')');
        if (open < 0 || close < open || close + 2 >= text.Length)
            return null;

        var fields = new FieldReader(text[(close + 2)..]);
        var state = (char)text[close + 2];
        fields.Skip(1);
        var parent = (int)fields.Number();
        fields.Skip(1);
        var session = (int)fields.Number();
        fields.Skip(2);
        var flags = fields.Number();
        fields.Skip(4);
        var ticks = fields.Number() + fields.Number();
        fields.Skip(4);
        var threads = (int)fields.Number();
        fields.Skip(1);
        var startTime = (ulong)fields.Number();
        fields.Skip(1);
        var pages = fields.Number();
        fields.Skip(6);
        var pendingSignals = fields.Number();
        var name = Encoding.UTF8.GetString(text[(open + 1)..close]);
        return new ProcessEntry(processId, parent, session, startTime, state, threads, name, ticks, pages, IsEnding(state, flags, pendingSignals));
    }

    /// <summary>A killed process that no processor has come to is as runnable as any other. A zombie is the first of several threads.</summary>
    private static bool IsEnding(char state, long flags, long pendingSignals)
    {
        return state switch
        {
            'R' => (flags & (ProcessFlags.Exiting | ProcessFlags.Signaled)) != 0 || (pendingSignals & ProcessFlags.Kill) != 0,
            'Z' => (flags & ProcessFlags.Signaled) != 0,
            _ => false,
        };
    }

    /// <summary>The value of a variable in the environment a process was started with (<c>/proc/ID/environ</c>); null when it has none, has
    /// gone, or this user may not look.</summary>
    /// <param name="processId">Process id.</param>
    /// <param name="nameAndEquals">The variable.</param>
    /// <param name="isVeiled">The process has an environment that cannot be seen yet: it is just being replaced by another program.</param>
    public static string? ReadVariable(int processId, ReadOnlySpan<byte> nameAndEquals, out bool isVeiled)
    {
        for (var size = 16 * 1024; ; size *= 8)
        {
            var buffer = ArrayPool<byte>.Shared.Rent(size);
            try
            {
                var length = Read(processId, "environ"u8, buffer);
                ReadOnlySpan<byte> text = buffer.AsSpan(0, length);
                isVeiled = length == 0 && IsEnvironmentVeiled(processId);
                if (length < buffer.Length || size >= 16 * 1024 * 1024)
                    return FindVariable(text, nameAndEquals);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    /// <summary>The value of the first variable of this name in what stands in <c>/proc/ID/environ</c>; null when there is none.</summary>
    internal static string? FindVariable(ReadOnlySpan<byte> text, ReadOnlySpan<byte> nameAndEquals)
    {
        while (!text.IsEmpty)
        {
            var end = text.IndexOf((byte)0);
            var variable = end < 0 ? text : text[..end];
            if (variable.StartsWith(nameAndEquals))
                return Encoding.UTF8.GetString(variable[nameAndEquals.Length..]);
            text = end < 0 ? [] : text[(end + 1)..];
        }

        return null;
    }

    /// <summary>Whether this id is that of a process and not of one of its other threads, which <c>/proc</c> answers for as well.</summary>
    public static bool IsProcess(int id) => ReadStatus(id, "\nTgid:\t"u8) == id;

    /// <summary>A number of <c>/proc/ID/status</c> (<c>proc_pid_status(5)</c>).</summary>
    /// <param name="processId">Process id.</param>
    /// <param name="label">What stands before the number, the end of the line before included.</param>
    /// <returns>Null when there is no such process or no such number.</returns>
    public static int? ReadStatus(int processId, ReadOnlySpan<byte> label)
    {
        Span<byte> buffer = stackalloc byte[2048];
        ReadOnlySpan<byte> text = buffer[..Read(processId, "status"u8, buffer)];
        var start = text.IndexOf(label);
        return start >= 0 && Utf8Parser.TryParse(text[(start + label.Length)..], out int number, out _) ? number : null;
    }

    /// <summary>Whether this process ignores a signal, which its children inherit unless they are told otherwise.</summary>
    public static bool IsSignalIgnored(int signal)
    {
        Span<byte> buffer = stackalloc byte[2048];
        ReadOnlySpan<byte> text = buffer[..Read(Environment.ProcessId, "status"u8, buffer)];
        var start = text.IndexOf("\nSigIgn:\t"u8);
        return start >= 0 && Utf8Parser.TryParse(text[(start + 9)..], out ulong ignored, out _, 'x') && (ignored & (1UL << (signal - 1))) != 0;
    }

    /// <summary>Whether an environment that was just read as empty is not: <c>execve(2)</c> gives a process new memory first and tells where in it
    /// the environment is last.</summary>
    private static bool IsEnvironmentVeiled(int processId)
    {
        Span<byte> buffer = stackalloc byte[1024];
        ReadOnlySpan<byte> text = buffer[..Read(processId, "stat"u8, buffer)];
        var close = text.LastIndexOf((byte)')');
        if (close < 0)
            return false;
        var fields = new FieldReader(text[(close + 2)..]);
        fields.Skip(20);
        var memory = fields.Number();
        fields.Skip(2);
        var code = fields.Number();
        fields.Skip(23);
        var (start, end) = (fields.Number(), fields.Number());
        // Without memory it is dying, or the kernel's own; the kernel puts 1 for what this user may not see.
        // While the kernel lays out the strings the environment seems to be empty; where the code begins is told after that (load_elf_binary in fs/binfmt_elf.c).
        return memory > 0 && code != 1 && (code == 0 || start != end);
    }

    private static ReadOnlySpan<byte> PathOf(int processId, ReadOnlySpan<byte> name, Span<byte> path)
    {
        "/proc/"u8.CopyTo(path);
        Utf8Formatter.TryFormat(processId, path[6..], out var digits);
        path[6 + digits] = (byte)'/';
        name.CopyTo(path[(7 + digits)..]);
        return path[..(7 + digits + name.Length)];
    }

    private ref struct FieldReader(ReadOnlySpan<byte> text)
    {
        private ReadOnlySpan<byte> _text = text;

        public ReadOnlySpan<byte> Next()
        {
            var end = _text.IndexOfAny((byte)' ', (byte)'\n');
            var field = end < 0 ? _text : _text[..end];
            _text = end < 0 ? [] : _text[(end + 1)..];
            return field;
        }

        public void Skip(int fields)
        {
            while (fields-- > 0)
                Next();
        }

        public long Number() => Utf8Parser.TryParse(Next(), out long number, out _) ? number : 0;
    }
}
