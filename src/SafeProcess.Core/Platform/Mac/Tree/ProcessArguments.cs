using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.Versioning;
using System.Text;
using SafeProcess.Platform.Mac.Native;

namespace SafeProcess.Platform.Mac.Tree;

/// <summary>What a process was started with (<c>sysctl(3)</c>, KERN_PROCARGS2): the number of arguments, the path of the program padded
/// to a multiple of 8 bytes, the arguments, the environment, and what the kernel adds for the loader. Each text ends in a NUL.</summary>
/// <remarks>macOS shows it to the process's own user and to root. The environment of a program that System Integrity Protection
/// restricts, as most of Apple's own are, it leaves out.</remarks>
internal static unsafe class ProcessArguments
{
    private const int Kernel = 1;
    private const int ArgumentsOfProcess = 49;

    // ARG_MAX, and the number before it; the kernel refuses to fill a larger buffer.
    private const int Most = (1024 * 1024) + sizeof(int);

    /// <summary>The value of a variable in the environment a process was started with; null when it has none, has gone, or this user may
    /// not look.</summary>
    [SupportedOSPlatform("macos")]
    public static string? ReadVariable(int processId, ReadOnlySpan<byte> nameAndEquals)
    {
        var buffer = Read(processId, out var length);
        try
        {
            return FindVariable(buffer.AsSpan(0, length), nameAndEquals);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The arguments a process was started with, program first; null when there are none to see.</summary>
    [SupportedOSPlatform("macos")]
    public static List<string>? ReadArguments(int processId)
    {
        var buffer = Read(processId, out var length);
        try
        {
            return FindArguments(buffer.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The value of a variable of the environment; null when it has none.</summary>
    public static string? FindVariable(ReadOnlySpan<byte> text, ReadOnlySpan<byte> nameAndEquals)
    {
        // An argument may look like a variable, so they are counted off.
        for (var arguments = Begin(ref text); arguments > 0 && !text.IsEmpty; arguments--)
            Next(ref text);
        while (!text.IsEmpty)
        {
            var variable = Next(ref text);
            if (variable.StartsWith(nameAndEquals))
                return Encoding.UTF8.GetString(variable[nameAndEquals.Length..]);
        }

        return null;
    }

    /// <summary>The arguments; null when there are none.</summary>
    public static List<string>? FindArguments(ReadOnlySpan<byte> text)
    {
        var count = Begin(ref text);
        if (count <= 0 || text.IsEmpty)
            return null;
        var arguments = new List<string>();
        while (arguments.Count < count && !text.IsEmpty)
            arguments.Add(Encoding.UTF8.GetString(Next(ref text)));
        return arguments;
    }

    /// <summary>Goes to the first argument.</summary>
    /// <returns>How many there are.</returns>
    private static int Begin(ref ReadOnlySpan<byte> text)
    {
        if (!BinaryPrimitives.TryReadInt32LittleEndian(text, out var count))
        {
            text = [];
            return 0;
        }

        text = text[sizeof(int)..];
        var path = text.IndexOf((byte)0);
        // Not all NULs that follow: the first argument may be empty, and then the environment would be taken for arguments.
        var padded = (path + sizeof(ulong)) & ~(sizeof(ulong) - 1);
        text = path < 0 || padded > text.Length ? [] : text[padded..];
        return count;
    }

    private static ReadOnlySpan<byte> Next(ref ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)0);
        var next = end < 0 ? text : text[..end];
        text = end < 0 ? [] : text[(end + 1)..];
        return next;
    }

    /// <returns>A buffer to be given back to the pool.</returns>
    [SupportedOSPlatform("macos")]
    private static byte[] Read(int processId, out int length)
    {
        var name = stackalloc int[] { Kernel, ArgumentsOfProcess, processId };
        nuint size = 0;
        length = 0;
        if (LibSystem.Sysctl(name, 3, null, &size, 0, 0) != 0 || size == 0)
            return [];

        // Of a buffer that is too small the kernel fills what there is with the end of the text.
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(size, Most));
        size = Math.Min((nuint)buffer.Length, Most);
        fixed (byte* start = buffer)
            length = LibSystem.Sysctl(name, 3, start, &size, 0, 0) == 0 ? (int)size : 0;
        return buffer;
    }
}
