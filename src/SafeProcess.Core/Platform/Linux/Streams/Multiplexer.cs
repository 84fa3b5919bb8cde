using System.Globalization;
using System.Runtime.InteropServices;
using SafeProcess.Platform.Linux.Native;
using SafeProcess.Platform.Unix.Launch;
using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Linux.Streams;

/// <summary>Makes pseudo-terminals as Linux has them (<c>ptmx(4)</c>, <c>ioctl_tty(2)</c>).</summary>
internal static unsafe class Multiplexer
{
    private const string File = "/dev/ptmx";

    /// <exception cref="SystemCallException">The system has none to give.</exception>
    public static PseudoTerminal Open(TerminalSize size)
    {
        var host = Open(File, FileFlags.NonBlocking);
        Descriptor? program = null;
        try
        {
            int locked = 0, number;
            Control(host, TerminalRequest.SetLock, &locked);
            Control(host, TerminalRequest.GetNumber, &number);
            var path = string.Create(CultureInfo.InvariantCulture, $"/dev/pts/{number}");
            program = Open(path, flags: 0);
            SetModes(program);
            var window = new WindowSize { Rows = (ushort)size.Rows, Columns = (ushort)size.Columns };
            Control(host, TerminalRequest.SetWindowSize, (int*)&window);
            return new PseudoTerminal(host, program, path);
        }
        catch
        {
            host.Dispose();
            program?.Dispose();
            throw;
        }
    }

    private static void SetModes(Descriptor program)
    {
        TerminalModes modes;
        Control(program, TerminalRequest.GetModes, (int*)&modes);
        modes.Input |= TerminalModes.Utf8Input;
        modes.Output &= ~TerminalModes.NewlineToCarriageReturnToo;
        modes.Local &= ~TerminalModes.Echo;
        Control(program, TerminalRequest.SetModes, (int*)&modes);
    }

    // Not the host's own terminal, should it have none.
    private static Descriptor Open(string path, int flags) =>
        Descriptor.Open(path, FileFlags.ReadWrite | LinuxFileFlags.NoTerminal | flags).From(Descriptor.AboveStandardStreams);

    private static void Control(Descriptor descriptor, nuint request, int* argument)
    {
        if (LibC.Ioctl(descriptor, request, argument) != 0)
            throw new SystemCallException("ioctl of a pseudo-terminal", Marshal.GetLastPInvokeError());
    }
}
