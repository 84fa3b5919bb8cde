using System.Runtime.InteropServices;
using System.Text;
using SafeProcess.Platform.Windows.Native;
using SafeProcess.Platform.Windows.Streams;

namespace SafeProcess.Platform.Windows;

/// <summary>CTRL_BREAK, the closing of windows and the end of a job; text as the console has it, which is what PowerShell takes for the programs it
/// runs.</summary>
internal sealed class WindowsConventions : ProgramConventions
{
    public override IReadOnlyList<StopSignal> StopSignals { get; } = [StopSignal.SIGTERM, StopSignal.SIGQUIT, StopSignal.SIGKILL];

    // The C runtime's own, ERROR_NO_DATA and ERROR_BROKEN_PIPE.
    public override IReadOnlyList<string> WordsOfBrokenPipe { get; } = ["Broken pipe", "The pipe is being closed", "The pipe has been ended"];

    public override bool TakeRawText => true;

    public override Encoding OutputEncoding => OfCodePage(Kernel32.GetConsoleOutputCP());

    public override Encoding InputEncoding => OfCodePage(Kernel32.GetConsoleCP());

    public override ITerminalKeys TerminalKeys { get; } = new TerminalKeys();

    // The heap of Windows has pages of its own for a block of this size, and gives them back with it.
    public override unsafe nint AllocatePages(int length) => (nint)NativeMemory.Alloc((nuint)length);

    public override unsafe void FreePages(nint address, int length) => NativeMemory.Free((void*)address);

    public override void KeepPrivate(FileStreamOptions options)
    {
        // A new file has the rights of its folder, and those of a user's own folders are the user's.
    }

    /// <summary>Without a console, that of the console which a program gets.</summary>
    private static Encoding OfCodePage(uint codePage)
    {
        var number = (int)(codePage != 0 ? codePage : Kernel32.GetOEMCP());
        return number == Encoding.UTF8.CodePage ? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)
            : CodePagesEncodingProvider.Instance.GetEncoding(number) ?? Encoding.GetEncoding(number);
    }
}
