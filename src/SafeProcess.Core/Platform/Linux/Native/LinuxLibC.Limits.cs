using System.Runtime.InteropServices;

namespace SafeProcess.Platform.Linux.Native;

/// <content>Resource limits (<c>getrlimit(2)</c>).</content>
internal static unsafe partial class LinuxLibC
{
    /// <summary>Sets a limit of another process and tells what it was; a null pointer leaves out either.</summary>
    [LibraryImport(Library, EntryPoint = "prlimit", SetLastError = true)]
    public static partial int Prlimit(int processId, int resource, Limit* set, Limit* was);
}

/// <summary>struct rlimit on 64-bit Linux.</summary>
/// <param name="Soft">What holds.</param>
/// <param name="Hard">How far the process itself may raise it.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct Limit(ulong Soft, ulong Hard)
{
    public const ulong None = ulong.MaxValue;
    public const int ProcessorTime = 0;
    public const int OpenFiles = 7;
}
