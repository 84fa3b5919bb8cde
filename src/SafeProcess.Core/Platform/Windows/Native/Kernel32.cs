using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SafeProcess.Platform.Windows.Native;

/// <summary>kernel32.dll: processes and handles. Each call is documented under its entry point's name at learn.microsoft.com; those that can fail
/// leave the error in <see cref="Marshal.GetLastPInvokeError"/>.</summary>
internal static unsafe partial class Kernel32
{
    public const uint Infinite = 0xFFFFFFFF;
    public const uint Signaled = 0;

    public const uint NewProcessGroup = 0x00000200;
    public const uint UnicodeEnvironment = 0x00000400;
    public const uint ExtendedStartupInformation = 0x00080000;
    public const uint NoWindow = 0x08000000;

    public const nuint AttributeHandleList = 0x00020002;
    public const nuint AttributeJobList = 0x0002000D;
    public const nuint AttributePseudoConsole = 0x00020016;

    public const uint Synchronize = 0x00100000;
    public const uint QueryInformation = 0x400;
    public const uint QueryLimitedInformation = 0x1000;

    public const uint OnceInTheWaitingThread = 0x8 | 0x4;
    public const nint UntilCallbacksAreOver = -1;

    public const nint CurrentProcess = -1;
    public const uint SameAccess = 2;

    private const string Library = "kernel32.dll";

    [LibraryImport(Library, EntryPoint = "CreateProcessW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool CreateProcess(
        string application, char* commandLine, nint processAttributes, nint threadAttributes, [MarshalAs(UnmanagedType.Bool)] bool inheritHandles, uint flags,
        char* environment, string directory, StartupInformation* startup, ProcessInformation* information);

    [LibraryImport(Library, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool InitializeProcThreadAttributeList(void* list, uint count, uint flags, nuint* size);

    [LibraryImport(Library, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool UpdateProcThreadAttribute(void* list, uint flags, nuint attribute, void* value, nuint size, void* previous, nuint* returned);

    [LibraryImport(Library)]
    public static partial void DeleteProcThreadAttributeList(void* list);

    [LibraryImport(Library, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool RegisterWaitForSingleObject(
        out nint wait, SafeHandle waited, delegate* unmanaged<nint, byte, void> callback, nint context, uint milliseconds, uint flags);

    [LibraryImport(Library, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool UnregisterWaitEx(nint wait, nint completionEvent);

    [LibraryImport(Library, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool CloseHandle(nint handle);

    [LibraryImport(Library, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool DuplicateHandle(
        nint sourceProcess, SafeProcessHandle source, nint targetProcess, out SafeWaitHandle target, uint access,
        [MarshalAs(UnmanagedType.Bool)] bool inherit, uint options);

    [LibraryImport(Library, SetLastError = true)]
    public static partial SafeProcessHandle OpenProcess(uint access, [MarshalAs(UnmanagedType.Bool)] bool inherit, int processId);

    [LibraryImport(Library, SetLastError = true)]
    public static partial uint WaitForSingleObject(SafeProcessHandle handle, uint milliseconds);

    [LibraryImport(Library, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool GetExitCodeProcess(SafeProcessHandle process, out int exitCode);

    [LibraryImport(Library, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool TerminateProcess(SafeProcessHandle process, uint exitCode);

    /// <summary>Times are in units of 100 ns.</summary>
    [LibraryImport(Library, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool GetProcessTimes(SafeProcessHandle process, out long creation, out long exit, out long kernel, out long user);

    [LibraryImport(Library, EntryPoint = "QueryFullProcessImageNameW", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool QueryFullProcessImageName(SafeProcessHandle process, uint flags, char* name, uint* length);

    [LibraryImport(Library, EntryPoint = "K32GetProcessMemoryInfo", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool GetProcessMemory(SafeProcessHandle process, MemoryCounters* counters, uint size);

    [LibraryImport(Library, EntryPoint = "GetFileAttributesW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    public static partial uint GetFileAttributes(string path);
}

/// <summary>STARTUPINFOEXW.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct StartupInformation
{
    public const uint UseStandardHandles = 0x100;

    public uint Size;
    public nint Reserved;
    public nint Desktop;
    public nint Title;
    public int X;
    public int Y;
    public int Width;
    public int Height;
    public int Columns;
    public int Rows;
    public int Fill;
    public uint Flags;
    public ushort ShowWindow;
    public ushort ReservedSize;
    public nint ReservedBytes;
    public nint StandardInput;
    public nint StandardOutput;
    public nint StandardError;
    public void* Attributes;
}

/// <summary>PROCESS_INFORMATION.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ProcessInformation
{
    public nint Process;
    public nint Thread;
    public int ProcessId;
    public int ThreadId;
}

/// <summary>PROCESS_MEMORY_COUNTERS (psapi.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MemoryCounters
{
    public uint Size;
    public uint PageFaults;
    public nuint PeakWorkingSet;
    public nuint WorkingSet;
    public nuint QuotaPeakPagedPool;
    public nuint QuotaPagedPool;
    public nuint QuotaPeakNonPagedPool;
    public nuint QuotaNonPagedPool;
    public nuint PagefileUsage;
    public nuint PeakPagefileUsage;
}
