using System.Runtime.InteropServices;

namespace SafeProcess.Unruly;

/// <summary>A standard handle as it is: ReadFile and WriteFile.</summary>
/// <param name="descriptor">0, 1 or 2, as on Unix.</param>
internal sealed unsafe partial class DescriptorStream(int descriptor) : Stream
{
    private const int BrokenPipe = 109;

    // A larger write is one that wine can fail at, when the thread is stopped in the middle.
    private const int LargestWrite = 32 * 1024;

    private readonly nint _handle = Kernel32.StandardHandle(descriptor);

    public override bool CanRead => descriptor == 0;

    public override bool CanWrite => descriptor != 0;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            int count;
            if (Kernel32.ReadFile(_handle, start, buffer.Length, &count, 0))
                return count;
        }

        return Marshal.GetLastPInvokeError() == BrokenPipe ? 0 : throw Failure();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int count;
            fixed (byte* start = buffer)
            {
                if (!Kernel32.WriteFile(_handle, start, Math.Min(buffer.Length, LargestWrite), &count, 0))
                    throw Failure();
            }

            buffer = buffer[count..];
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public static void Close(int descriptor) => Kernel32.CloseHandle(Kernel32.StandardHandle(descriptor));

    private static IOException Failure() => new(Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()));
}
