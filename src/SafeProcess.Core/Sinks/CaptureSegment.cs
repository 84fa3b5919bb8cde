namespace SafeProcess;

/// <summary>A part of what a stream brought.</summary>
/// <param name="length">How much there is room for.</param>
/// <param name="inPages">In memory that can be given back before the whole is.</param>
internal sealed class CaptureSegment(int length, bool inPages) : IDisposable
{
    private readonly byte[]? _array = inPages ? null : GC.AllocateUninitializedArray<byte>(length);
    private readonly PageMemory? _pages = inPages ? new PageMemory(length) : null;

    public int Length => length;

    /// <summary>Memory that the collector does not see; null for that which it does.</summary>
    public PageMemory? Pages => _pages;

    public int Used { get; private set; }

    /// <summary>All of it, what was kept first. Only as long as this object is referred to.</summary>
    public Span<byte> All => _pages is null ? _array : _pages.Bytes;

    /// <summary>Keeps what there is room for.</summary>
    /// <returns>What there was none for.</returns>
    public ReadOnlySpan<byte> Append(ReadOnlySpan<byte> bytes)
    {
        var count = Math.Min(bytes.Length, length - Used);
        bytes[..count].CopyTo(All[Used..]);
        Used += count;
        GC.KeepAlive(this);
        return bytes[count..];
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => _pages?.Dispose();
}

/// <summary>What a segment held at a moment, which does not change any more.</summary>
internal readonly record struct CapturedPart(CaptureSegment Segment, int Length)
{
    /// <inheritdoc cref="CaptureSegment.All"/>
    public ReadOnlySpan<byte> Bytes => Segment.All[..Length];
}
