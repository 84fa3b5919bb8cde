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

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool AssignProcessToJobObject(SafeHandle job, SafeProcessHandle process);

    [LibraryImport("kernel32")]
    public static partial nint GetCurrentProcess();

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool GetProcessHandleCount(nint process, out int count);

    /// <summary>A handle that every child inherits which is not told otherwise.</summary>
    public static nint InheritableCopy(SafeHandle handle)
    {
        const uint SameAccess = 2;
        return DuplicateHandle(GetCurrentProcess(), handle, GetCurrentProcess(), out var copy, 0, true, SameAccess)
            ? copy : throw new System.ComponentModel.Win32Exception();
    }

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool CloseHandle(nint handle);

    [LibraryImport("kernel32")]
    public static partial uint GetConsoleOutputCP();

    [LibraryImport("kernel32")]
    public static partial uint GetOEMCP();

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

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool DuplicateHandle(
        nint process, SafeHandle handle, nint target, out nint copy, uint access, [MarshalAs(UnmanagedType.Bool)] bool inherit, uint options);

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
