using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SafeProcess.Unruly;

/// <summary>A descriptor as it is: <c>read(2)</c> and <c>write(2)</c>. FileStream would write a shared file at offsets of its own.</summary>
/// <param name="descriptor">0, 1 or 2.</param>
internal sealed partial class DescriptorStream(int descriptor) : Stream
{
    public override bool CanRead => descriptor == 0;

    public override bool CanWrite => descriptor != 0;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer) => Check(Read(descriptor, ref MemoryMarshal.GetReference(buffer), buffer.Length));

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
            buffer = buffer[Check(Write(descriptor, in MemoryMarshal.GetReference(buffer), buffer.Length))..];
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public static void Close(int descriptor) => new SafeFileHandle(descriptor, ownsHandle: true).Dispose();

    private static int Check(nint result) =>
        result >= 0 ? (int)result : throw new IOException(Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()));

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int descriptor, ref byte buffer, nint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, in byte buffer, nint count);
}
