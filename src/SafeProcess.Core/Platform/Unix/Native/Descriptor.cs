using System.Runtime.InteropServices;

namespace SafeProcess.Platform.Unix.Native;

/// <summary>A file descriptor that the project owns.</summary>
internal sealed class Descriptor : SafeHandle
{
    public Descriptor()
        : base(-1, ownsHandle: true)
    {
    }

    public Descriptor(int descriptor)
        : this() => SetHandle(descriptor);

    public override bool IsInvalid => handle < 0;

    protected override bool ReleaseHandle() => LibC.Close((int)handle) == 0;
}
