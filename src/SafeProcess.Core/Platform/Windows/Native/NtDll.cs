using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using SafeProcess.Platform.Windows.Launch;

namespace SafeProcess.Platform.Windows.Native;

/// <summary>ntdll.dll: what no documented function of a higher layer tells. The classes used here have stood since Windows 8.1.</summary>
internal static unsafe partial class NtDll
{
    public const int BasicInformation = 0;
    public const int CommandLineInformation = 60;

    /// <summary>https://learn.microsoft.com/windows/win32/api/winternl/nf-winternl-ntqueryinformationprocess</summary>
    /// <returns>An NTSTATUS; negative for an error.</returns>
    [LibraryImport("ntdll.dll")]
    public static partial int NtQueryInformationProcess(SafeProcessHandle process, int kind, void* information, uint size, uint* returned);
}

/// <summary>PROCESS_BASIC_INFORMATION.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ProcessBasicInformation
{
    public nint ExitStatus;
    public nint EnvironmentBlock;
    public nint Affinity;
    public nint Priority;
    public nint ProcessId;
    public nint ParentId;
}

/// <summary>UNICODE_STRING; the text follows it in the same buffer.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct UnicodeString
{
    /// <summary>In bytes.</summary>
    public ushort Length;
    public ushort Capacity;
    public char* Text;
}
