using System.Buffers.Binary;
using System.Text;

namespace SafeProcess.Platform.Unix.Launch;

/// <summary>What a file names as its interpreter: a script after <c>#!</c>, a program in its segment <c>PT_INTERP</c> (<c>elf(5)</c>). Without it
/// <c>execve(2)</c> fails as if the file itself were missing.</summary>
internal static class ProgramInterpreter
{
    /// <summary>The kernel follows scripts so far (<c>exec_binprm</c> in its fs/exec.c).</summary>
    private const int MostScripts = 5;

    private const int MostBytes = 64 * 1024;
    private const uint InterpreterSegment = 3;

    /// <summary>The first interpreter, or interpreter of an interpreter, that does not exist; null when nothing is missing.</summary>
    /// <param name="path">The file that was to be started.</param>
    /// <param name="directory">Where relative names begin.</param>
    public static string? FindMissing(string path, string directory)
    {
        for (var scripts = 0; scripts <= MostScripts && Read(path) is { } interpreter; scripts++)
        {
            path = Path.Combine(directory, interpreter);
            if (!CommandLookup.Exists(path))
                return interpreter;
        }

        return null;
    }

    private static string? Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var buffer = new byte[MostBytes];
            return Find(buffer.AsSpan(0, file.ReadAtLeast(buffer, MostBytes, throwOnEndOfStream: false)));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The interpreter that the first bytes of a program name; null when they name none.</summary>
    internal static string? Find(ReadOnlySpan<byte> start) =>
        start.StartsWith("#!"u8) ? OfScript(start)
        : start.StartsWith("\x7FELF"u8) && start.Length >= 64 ? OfProgram(start)
        : null;

    private static string? OfScript(ReadOnlySpan<byte> start)
    {
        // A NUL ends it as well, for the kernel.
        var end = start.IndexOfAny((byte)'\n', (byte)0);
        // Blanks and tabs alone end it for the kernel: in a line that ends in CR LF, the CR is part of the name.
        return Encoding.UTF8.GetString(start[2..(end < 0 ? start.Length : end)]).Trim(' ', '\t').Split(' ', '\t')[0] is { Length: > 0 } name ? name : null;
    }

    /// <summary>Both classes of ELF, in the byte order of the machines .NET runs on. The table of segments is at the file's start.</summary>
    private static string? OfProgram(ReadOnlySpan<byte> start)
    {
        var wide = start[4] == 2;
        var table = wide ? BinaryPrimitives.ReadUInt64LittleEndian(start[32..]) : BinaryPrimitives.ReadUInt32LittleEndian(start[28..]);
        var size = BinaryPrimitives.ReadUInt16LittleEndian(start[(wide ? 54 : 42)..]);
        var count = BinaryPrimitives.ReadUInt16LittleEndian(start[(wide ? 56 : 44)..]);
        for (var index = 0; index < count; index++)
        {
            if (Slice(start, table + (ulong)(index * size), (ulong)(wide ? 56 : 32)) is not { Length: > 0 } segment)
                return null;
            if (BinaryPrimitives.ReadUInt32LittleEndian(segment) != InterpreterSegment)
                continue;
            var offset = wide ? BinaryPrimitives.ReadUInt64LittleEndian(segment[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(segment[4..]);
            var length = wide ? BinaryPrimitives.ReadUInt64LittleEndian(segment[32..]) : BinaryPrimitives.ReadUInt32LittleEndian(segment[16..]);
            var name = Slice(start, offset, length);
            var end = name.IndexOf((byte)0);
            name = end < 0 ? name : name[..end];
            return name.IsEmpty ? null : Encoding.UTF8.GetString(name);
        }

        return null;
    }

    private static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> bytes, ulong offset, ulong length) =>
        offset <= (ulong)bytes.Length && length <= (ulong)bytes.Length - offset ? bytes.Slice((int)offset, (int)length) : [];
}
