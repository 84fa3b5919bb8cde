using System.Runtime.InteropServices;
using SafeProcess.Platform;

namespace SafeProcess;

/// <summary>Memory that goes back to the system in the moment it is given up, which that of the garbage collector does some time later, or not at all.</summary>
internal sealed unsafe class PageMemory : SafeHandle
{
    private readonly int _length;
    private long _weight;

    /// <exception cref="OutOfMemoryException">The system has none.</exception>
    public PageMemory(int length)
        : base(0, ownsHandle: true)
    {
        _length = length;
        SetHandle(ProgramConventions.Current.AllocatePages(length));
    }

    /// <summary>All of it, as long as this object is alive and not disposed.</summary>
    public Span<byte> Bytes => new((void*)handle, IsClosed ? 0 : _length);

    /// <summary>Tells the collector what would become free with this object. It sees none of such memory, and looks for garbage when there is much of it: so
    /// once, when the memory grows no more.</summary>
    public void Weigh(long bytes)
    {
        if (_weight != 0 || bytes <= 0)
            return;
        _weight = bytes;
        GC.AddMemoryPressure(bytes);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        ProgramConventions.Current.FreePages(handle, _length);
        if (_weight > 0)
            GC.RemoveMemoryPressure(_weight);
        return true;
    }
}
