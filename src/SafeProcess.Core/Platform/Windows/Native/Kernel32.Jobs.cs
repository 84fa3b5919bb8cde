using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SafeProcess.Platform.Windows.Native;

/// <content>Job Objects (https://learn.microsoft.com/windows/win32/procthread/job-objects) and their completion port.</content>
internal static unsafe partial class Kernel32
{
    [LibraryImport(Library, EntryPoint = "CreateJobObjectW", SetLastError = true)]
    public static partial KernelHandle CreateJobObject(nint attributes, nint name);

    [LibraryImport(Library, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool SetInformationJobObject(KernelHandle job, JobInformation kind, void* information, uint size);

    [LibraryImport(Library, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool QueryInformationJobObject(KernelHandle job, JobInformation kind, void* information, uint size, uint* returned);

    [LibraryImport(Library, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool TerminateJobObject(KernelHandle job, uint exitCode);

    [LibraryImport(Library, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool IsProcessInJob(SafeProcessHandle process, KernelHandle job, [MarshalAs(UnmanagedType.Bool)] out bool isMember);

    [LibraryImport(Library, SetLastError = true)]
    public static partial KernelHandle CreateIoCompletionPort(nint file, nint existing, nuint key, uint threads);

    [LibraryImport(Library, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool GetQueuedCompletionStatus(KernelHandle port, out uint count, out nuint key, out nint overlapped, uint milliseconds);
}

/// <summary>JOBOBJECTINFOCLASS.</summary>
internal enum JobInformation
{
    BasicAccounting = 1,
    BasicProcessIdList = 3,
    AssociateCompletionPort = 7,
    ExtendedLimit = 9,
}

/// <summary>What a job's completion port tells (JOB_OBJECT_MSG_... in winnt.h).</summary>
internal static class JobMessage
{
    public const uint ActiveProcessLimit = 3;
    public const uint ActiveProcessZero = 4;
    public const uint JobMemoryLimit = 10;
}

/// <summary>JOBOBJECT_ASSOCIATE_COMPLETION_PORT.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct JobPort
{
    public nuint Key;
    public nint Port;
}

/// <summary>JOBOBJECT_BASIC_ACCOUNTING_INFORMATION. Times are in units of 100 ns.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct JobAccounting
{
    public long UserTime;
    public long KernelTime;
    public long PeriodUserTime;
    public long PeriodKernelTime;
    public uint PageFaults;
    public uint Processes;
    public uint ActiveProcesses;
    public uint TerminatedProcesses;
}

/// <summary>JOBOBJECT_EXTENDED_LIMIT_INFORMATION.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct JobLimits
{
    public const uint ActiveProcess = 0x00000008;
    public const uint JobMemory = 0x00000200;
    public const uint KillOnJobClose = 0x00002000;

    public long ProcessUserTime;
    public long JobUserTime;
    public uint Flags;
    public nuint MinimumWorkingSet;
    public nuint MaximumWorkingSet;
    public uint ActiveProcesses;
    public nuint Affinity;
    public uint PriorityClass;
    public uint SchedulingClass;
    public ulong ReadOperations;
    public ulong WriteOperations;
    public ulong OtherOperations;
    public ulong ReadBytes;
    public ulong WrittenBytes;
    public ulong OtherBytes;
    public nuint ProcessMemory;
    public nuint JobMemoryBytes;
    public nuint PeakProcessMemory;
    public nuint PeakJobMemory;
}
