using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SafeProcess.Platform.Windows.Native;

/// <content>Pipes and files.</content>
internal static unsafe partial class Kernel32
{
    public const uint PipeInbound = 1;
    public const uint PipeOutbound = 2;
    public const uint FirstPipeInstance = 0x00080000;
    public const uint Overlapped = 0x40000000;
    public const uint RejectRemoteClients = 8;

    public const uint GenericRead = 0x80000000;
    public const uint GenericWrite = 0x40000000;
    public const uint ReadAttributes = 0x80;
    public const uint WriteAttributes = 0x100;
    public const uint ShareReadWrite = 3;
    public const uint OpenExisting = 3;

    [LibraryImport(Library, EntryPoint = "CreateNamedPipeW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    public static partial SafePipeHandle CreateNamedPipe(
        string name, uint openMode, uint pipeMode, uint instances, uint outBuffer, uint inBuffer, uint timeout, nint security);

    [LibraryImport(Library, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool CreatePipe(out SafeFileHandle read, out SafeFileHandle write, SecurityAttributes* security, uint size);

    [LibraryImport(Library, EntryPoint = "CreateFileW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    public static partial SafeFileHandle CreateFile(
        string name, uint access, uint share, SecurityAttributes* security, uint disposition, uint flags, nint template);

    [LibraryImport(Library, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool PeekNamedPipe(SafePipeHandle pipe, nint buffer, uint size, nint read, out uint available, nint left);
}

/// <summary>SECURITY_ATTRIBUTES.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SecurityAttributes
{
    public uint Size;
    public nint Descriptor;
    public int InheritHandle;
}
