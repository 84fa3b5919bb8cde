using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SafeProcess.Core.Tests.Support;

/// <summary>System calls by which the tests see what became of processes.</summary>
internal static unsafe partial class Native
{
    public const uint Terminate = 0x1;
    public const uint ReadMemory = 0x10;
    public const uint QueryInformation = 0x400;
    public const uint QueryLimitedInformation = 0x1000;
    public const uint Synchronize = 0x100000;
    public const uint Signaled = 0;
    public const uint SnapshotOfProcesses = 0x2;

    [LibraryImport("kernel32", SetLastError = true)]
    public static partial SafeProcessHandle OpenProcess(uint access, [MarshalAs(UnmanagedType.Bool)] bool inherit, int id);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool TerminateProcess(SafeProcessHandle process, uint exitCode);

    [LibraryImport("kernel32")]
    public static partial uint WaitForSingleObject(SafeProcessHandle process, uint milliseconds);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool GetProcessTimes(SafeProcessHandle process, out long creation, out long exit, out long kernel, out long user);

    [LibraryImport("kernel32")]
    public static partial nint GetCurrentProcess();

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool GetProcessHandleCount(nint process, out int count);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool SetHandleInformation(SafeHandle handle, uint mask, uint flags);

    [LibraryImport("kernel32", EntryPoint = "CreateToolhelp32Snapshot", SetLastError = true)]
    public static partial SafeFileHandle CreateSnapshot(uint flags, int id);

    [LibraryImport("kernel32", EntryPoint = "Process32FirstW")]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool FirstProcess(SafeFileHandle snapshot, ProcessEntryW* entry);

    [LibraryImport("kernel32", EntryPoint = "Process32NextW")]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool NextProcess(SafeFileHandle snapshot, ProcessEntryW* entry);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool ReadProcessMemory(SafeProcessHandle process, nint address, void* buffer, nint size, out nint read);

    [LibraryImport("ntdll")]
    public static partial int NtQueryInformationProcess(SafeProcessHandle process, int kind, void* information, int size, int* needed);

    /// <summary>PROCESSENTRY32W.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ProcessEntryW
    {
        public uint Size;
        public uint Usage;
        public int Id;
        public nint Heap;
        public uint Module;
        public uint Threads;
        public int ParentId;
        public int Priority;
        public uint Flags;
        public fixed char File[260];
    }

    /// <summary>PROCESS_BASIC_INFORMATION.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct BasicInformation
    {
        public nint ExitStatus;
        public nint EnvironmentBlock;
        public nint Affinity;
        public nint Priority;
        public nint Id;
        public nint ParentId;
    }
}
