using System.Buffers.Text;

namespace SafeProcess.Platform.Linux.Tree;

/// <summary>The system call in which the first thread of a process waits, as <c>/proc/ID/syscall</c> shows it (<c>proc_pid_syscall(5)</c>).</summary>
/// <param name="Number">Its number.</param>
/// <param name="First">Its first argument.</param>
/// <param name="Second">Its second argument.</param>
/// <param name="Third">Its third argument.</param>
internal readonly record struct SystemCall(long Number, ulong First, ulong Second, ulong Third)
{
    private const int Arguments = 6;

    /// <summary>Reads it.</summary>
    /// <returns>Null when the thread runs, waits outside of a system call, belongs to a 32-bit program (whose numbers are others), or may not
    /// be looked at.</returns>
    public static SystemCall? Read(int processId)
    {
        Span<byte> buffer = stackalloc byte[256];
        ReadOnlySpan<byte> text = buffer[..ProcFile.Read(processId, "syscall"u8, buffer)];
        if (!Utf8Parser.TryParse(text, out long number, out var digits))
            return null;

        text = text[digits..];
        Span<ulong> values = stackalloc ulong[Arguments + 1];
        foreach (ref var value in values)
        {
            if (!text.StartsWith(" 0x"u8) || !Utf8Parser.TryParse(text[3..], out value, out digits, 'x'))
                return null;
            text = text[(3 + digits)..];
        }

        // Only the stack pointer, which follows the arguments, tells a 32-bit program from another.
        return values[Arguments] > uint.MaxValue ? new SystemCall(number, values[0], values[1], values[2]) : null;
    }
}
