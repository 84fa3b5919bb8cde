using System.ComponentModel;
using System.Runtime.InteropServices;

namespace SafeProcess.Unruly;

/// <summary>What .NET has no word for.</summary>
internal static partial class Libc
{
    public const int SIGHUP = 1;
    public const int SIGINT = 2;
    public const int SIGQUIT = 3;
    public const int SIGTERM = 15;
    public const int SIGSTOP = 19;

    private const nint Default = 0;
    private const nint Ignored = 1;

    public static void Ignore(params ReadOnlySpan<int> signals)
    {
        foreach (var signal in signals)
            SetDisposition(signal, Ignored);
    }

    public static void NewSession()
    {
        if (SetSid() == -1)
            throw new Win32Exception();
    }

    public static void SendToSelf(int signal) => _ = Kill(Environment.ProcessId, signal);

    /// <summary>Undoes what the .NET runtime has made of a signal, so that it has its usual effect.</summary>
    public static void RestoreDefault(int signal) => SetDisposition(signal, Default);

    [LibraryImport("libc", EntryPoint = "getppid")]
    public static partial int ParentId();

    [LibraryImport("libc", EntryPoint = "setsid", SetLastError = true)]
    private static partial int SetSid();

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint SetDisposition(int signal, nint handler);
}
