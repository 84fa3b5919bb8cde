using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;

namespace SafeProcess.Faults.Hosts;

/// <summary>A debugger: stops a process (<c>ptrace(2)</c>), writes <c>stopped</c>, and lets go of it when its own input ends. Until then it
/// does not look after the process again, as a debugger at its prompt does not.</summary>
internal static partial class TracerHost
{
    private const nint Seize = 0x4206;
    private const nint Interrupt = 0x4207;
    private const int AnyChild = 0x40000000;

    public static int TraceUntilInputEnds(string process)
    {
        var id = int.Parse(process, CultureInfo.InvariantCulture);
        if (Trace(Seize, id, 0, 0) != 0 || Trace(Interrupt, id, 0, 0) != 0 || Wait(id, out _, AnyChild) != id)
            throw new Win32Exception();
        Console.WriteLine("stopped");
        Console.In.ReadToEnd();
        return 0;
    }

    [LibraryImport("libc", EntryPoint = "ptrace", SetLastError = true)]
    private static partial nint Trace(nint request, int process, nint address, nint data);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int Wait(int process, out int status, int options);
}
