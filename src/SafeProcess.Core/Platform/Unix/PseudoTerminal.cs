using System.Globalization;
using System.Runtime.InteropServices;
using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Unix;

/// <summary>A pseudo-terminal of Linux (<c>pty(7)</c>, <c>ioctl_tty(2)</c>): what is written to the host's end is typed at the program's, which reads and
/// writes it like any terminal. It does not show what is typed and leaves newlines as they are, so that its output is what a pipe would hold.</summary>
/// <param name="Host">Reads and types; does not block.</param>
/// <param name="Program">An open file of the program's end. While there is one, the host's end does not come to its end.</param>
/// <param name="Path">Whoever leads a session without a terminal and opens it has it as its own (<c>credentials(7)</c>).</param>
internal sealed unsafe record PseudoTerminal(Descriptor Host, Descriptor Program, string Path)
{
    private const string Multiplexer = "/dev/ptmx";

    /// <exception cref="SystemCallException">The system has none to give.</exception>
    public static PseudoTerminal Open(TerminalSize size)
    {
        var host = Open(Multiplexer, FileFlags.NonBlocking);
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
        Descriptor.Open(path, FileFlags.ReadWrite | FileFlags.NoTerminal | flags).From(LaunchPipes.AboveStandardStreams);

    private static void Control(Descriptor descriptor, nuint request, int* argument)
    {
        if (LibC.Ioctl(descriptor, request, argument) != 0)
            throw new SystemCallException("ioctl of a pseudo-terminal", Marshal.GetLastPInvokeError());
    }
}
