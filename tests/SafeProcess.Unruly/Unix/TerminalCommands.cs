using System.Runtime.InteropServices;
using System.Text;

namespace SafeProcess.Unruly;

/// <summary>Commands about the terminal that this process may have.</summary>
internal static partial class TerminalCommands
{
    private const int SetAndFlush = 2;
    private const int LocalModes = 12;
    private const byte Echo = 8;

    /// <summary>Which streams are terminals, and how large standard output's is.</summary>
    public static int Tell()
    {
        Span<ushort> size = stackalloc ushort[4];
        _ = Ioctl(1, 0x5413, ref size[0]);
        StandardStreams.WriteOutput($"{IsTerminal(0) != 0} {IsTerminal(1) != 0} {IsTerminal(2) != 0} {size[1]}x{size[0]}\n");
        return 0;
    }

    /// <summary>Asks at the terminal as programs ask for a password: what was typed before is thrown away, what is typed is not shown.</summary>
    public static int Ask(CommandLine line)
    {
        using var terminal = new FileStream("/dev/tty", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        Span<byte> modes = stackalloc byte[128];
        if (GetModes(terminal.SafeFileHandle, ref modes[0]) != 0)
            throw new IOException(Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()));
        modes[LocalModes] = (byte)(modes[LocalModes] & ~Echo);
        _ = SetModes(terminal.SafeFileHandle, SetAndFlush, ref modes[0]);
        terminal.Write(Encoding.UTF8.GetBytes(line.Next("TEXT")));
        var answer = new byte[4096];
        var length = terminal.Read(answer);
        StandardStreams.WriteOutput($"\ngot {Encoding.UTF8.GetString(answer, 0, length).TrimEnd('\n')}\n");
        return 0;
    }

    [LibraryImport("libc", EntryPoint = "isatty")]
    private static partial int IsTerminal(int descriptor);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Ioctl(int descriptor, nuint request, ref ushort size);

    [LibraryImport("libc", EntryPoint = "tcgetattr", SetLastError = true)]
    private static partial int GetModes(SafeHandle terminal, ref byte modes);

    [LibraryImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    private static partial int SetModes(SafeHandle terminal, int when, ref byte modes);
}
