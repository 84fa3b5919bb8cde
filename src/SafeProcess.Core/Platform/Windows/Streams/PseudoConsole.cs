using System.ComponentModel;
using System.Runtime.InteropServices;
using SafeProcess.Platform.Windows.Native;

namespace SafeProcess.Platform.Windows.Streams;

/// <summary>A pseudo console (https://learn.microsoft.com/windows/console/creating-a-pseudoconsole-session): what the host writes is typed at it, and what is
/// drawn on it comes back as UTF-8 with escape sequences, until it is closed.</summary>
internal sealed class PseudoConsole : SafeHandle
{
    private PseudoConsole(nint console)
        : base(0, ownsHandle: true) => SetHandle(console);

    public override bool IsInvalid => handle == 0;

    /// <summary>Makes one.</summary>
    /// <param name="size">Its size.</param>
    /// <param name="input">What is typed; stays the caller's and need not stay open.</param>
    /// <param name="output">What is drawn; likewise.</param>
    /// <exception cref="Win32Exception">The system has none to give.</exception>
    public static PseudoConsole Open(TerminalSize size, SafeHandle input, SafeHandle output)
    {
        nint console;
        int result;
        try
        {
            result = Kernel32.CreatePseudoConsole((ushort)size.Columns | (size.Rows << 16), input, output, 0, out console);
        }
        catch (EntryPointNotFoundException)
        {
            throw new Win32Exception(Win32Error.NotSupported, "this Windows has no pseudo consoles (Windows 10 1809 does)");
        }

        return result >= 0 ? new PseudoConsole(console) : throw new Win32Exception(result);
    }

    /// <summary>Closes it once the program has ended, which is the end of its output: not before all of that has been read, so on a thread of its own.</summary>
    public async Task CloseAfterAsync(Task exited)
    {
        await exited.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        new Thread(Dispose) { IsBackground = true, Name = "SafeProcess pseudo console" }.UnsafeStart();
    }

    protected override bool ReleaseHandle()
    {
        Kernel32.ClosePseudoConsole(handle);
        return true;
    }
}
