using Microsoft.Win32.SafeHandles;

namespace SafeProcess.Platform.Windows.Native;

/// <summary>A handle on an object of the kernel that the project owns.</summary>
internal sealed class KernelHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public KernelHandle()
        : base(ownsHandle: true)
    {
    }

    public KernelHandle(nint handle)
        : this() => SetHandle(handle);

    protected override bool ReleaseHandle() => Kernel32.CloseHandle(handle);
}
