using System.Runtime.InteropServices;

namespace SafeProcess.Platform.Linux.Native;

/// <summary>Requests of <c>ioctl_tty(2)</c>, the same on every Linux that .NET runs on.</summary>
internal static class TerminalRequest
{
    /// <summary>TCGETS.</summary>
    public const uint GetModes = 0x5401;

    /// <summary>TCSETS.</summary>
    public const uint SetModes = 0x5402;

    /// <summary>TIOCSWINSZ.</summary>
    public const uint SetWindowSize = 0x5414;

    /// <summary>TIOCSPTLCK.</summary>
    public const uint SetLock = 0x40045431;

    /// <summary>TIOCGPTN.</summary>
    public const uint GetNumber = 0x80045430;
}

/// <summary>struct winsize of <c>TIOCSWINSZ(2const)</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct WindowSize
{
    public ushort Rows;
    public ushort Columns;
    public ushort Width;
    public ushort Height;
}

/// <summary>The kernel's struct termios (<c>asm-generic/termbits.h</c>), which is not that of the C library.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct TerminalModes
{
    /// <summary>IUTF8.</summary>
    public const uint Utf8Input = 0x4000;

    /// <summary>ONLCR.</summary>
    public const uint NewlineToCarriageReturnToo = 0x4;

    /// <summary>ECHO.</summary>
    public const uint Echo = 0x8;

    public uint Input;
    public uint Output;
    public uint Control;
    public uint Local;
    public byte Discipline;
    public fixed byte Characters[19];
}
