using System.Runtime.InteropServices;

namespace SafeProcess.Unruly;

/// <summary>What .NET has no word for.</summary>
internal static unsafe partial class Kernel32
{
    public const uint CreateSuspended = 0x4;
    public const uint DetachedProcess = 0x8;
    public const uint NewProcessGroup = 0x200;
    public const uint UnicodeEnvironment = 0x400;
    public const uint BreakawayFromJob = 0x0100_0000;
    public const uint UseStandardHandles = 0x100;

    private const uint Synchronize = 0x100000;
    private const uint Infinite = 0xFFFFFFFF;
    private const uint ReadAndWrite = 0xC0000000;
    private const uint ShareBoth = 3;
    private const uint OpenExisting = 3;

    /// <summary>The handle of standard input (0), output (1) or error (2). Under wine a program at a pseudo console has none, and opens the console.</summary>
    public static nint StandardHandle(int descriptor)
    {
        var handle = GetStdHandle(-10 - descriptor);
        if (handle is not (0 or -1))
            return handle;
        handle = CreateFile(descriptor == 0 ? "CONIN$" : "CONOUT$", ReadAndWrite, ShareBoth, 0, OpenExisting, 0, 0);
        _ = SetStdHandle(-10 - descriptor, handle);
        return handle;
    }

    /// <summary>Returns when a process has ended.</summary>
    public static void WaitForEnd(int id)
    {
        var process = OpenProcess(Synchronize, false, id);
        if (process == 0)
            return;
        _ = WaitForSingleObject(process, Infinite);
        CloseHandle(process);
    }

    [LibraryImport("kernel32", EntryPoint = "CreateFileW", StringMarshalling = StringMarshalling.Utf16)]
    private static partial nint CreateFile(string name, uint access, uint share, nint security, uint disposition, uint flags, nint template);

    [LibraryImport("kernel32", EntryPoint = "CreateProcessW", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool CreateProcess(
        char* application, char* commandLine, nint processSecurity, nint threadSecurity, [MarshalAs(UnmanagedType.Bool)] bool inherit, uint flags, char* environment,
        char* directory, StartupInformation* startup, ProcessInformation* information);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool CloseHandle(nint handle);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool ReadFile(nint handle, byte* buffer, int count, int* read, nint overlapped);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool WriteFile(nint handle, byte* buffer, int count, int* written, nint overlapped);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool GetHandleInformation(nint handle, out uint flags);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool SetConsoleCtrlHandler(delegate* unmanaged<uint, int> handler, [MarshalAs(UnmanagedType.Bool)] bool add);

    [LibraryImport("kernel32")]
    private static partial nint GetStdHandle(int which);

    [LibraryImport("kernel32")]
    private static partial int SetStdHandle(int which, nint handle);

    [LibraryImport("kernel32")]
    private static partial nint OpenProcess(uint access, [MarshalAs(UnmanagedType.Bool)] bool inherit, int id);

    [LibraryImport("kernel32")]
    private static partial uint WaitForSingleObject(nint handle, uint milliseconds);

    /// <summary>STARTUPINFOW.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct StartupInformation
    {
        public int Size;
        public nint Reserved;
        public nint Desktop;
        public nint Title;
        public int X;
        public int Y;
        public int Width;
        public int Height;
        public int WidthInCharacters;
        public int HeightInCharacters;
        public int Fill;
        public uint Flags;
        public ushort Show;
        public ushort SizeOfReserved;
        public nint Reserved2;
        public nint Input;
        public nint Output;
        public nint Error;
    }

    /// <summary>PROCESS_INFORMATION.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ProcessInformation
    {
        public nint Process;
        public nint Thread;
        public int ProcessId;
        public int ThreadId;
    }
}
