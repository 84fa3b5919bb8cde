using System.Buffers;
using System.IO.Pipes;
using Microsoft.Win32.SafeHandles;
using SafeProcess.Platform.Windows.Native;

namespace SafeProcess.Platform.Windows.Streams;

/// <summary>Reads a pipe on .NET's own completion threads.</summary>
internal sealed class OverlappedOutputPipe(SafePipeHandle handle) : IOutputPipe
{
    private const int ChunkSize = 64 * 1024;
    private const long NotEnding = -1;

    private readonly NamedPipeServerStream _stream = new(PipeDirection.In, isAsync: true, isConnected: true, handle);
    private readonly CancellationTokenSource _ending = new();
    private long _leftAtPresent = NotEnding;

    public async ValueTask<OutputChunk> ReadAsync()
    {
        var buffer = new PooledBuffer();
        try
        {
            if (await ReadAsync(buffer.Bytes).ConfigureAwait(true) is > 0 and var count)
                return new OutputChunk(buffer.Bytes.AsMemory(0, count), buffer);
            buffer.Dispose();
            return default;
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    public void EndAtPresent()
    {
        if (Interlocked.CompareExchange(ref _leftAtPresent, Available(), NotEnding) != NotEnding)
            return;
        try
        {
            _ending.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The stream has ended meanwhile.
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        _ending.Dispose();
    }

    private async ValueTask<int> ReadAsync(byte[] buffer)
    {
        if (Volatile.Read(ref _leftAtPresent) == NotEnding)
        {
            try
            {
                return await _stream.ReadAsync(buffer, _ending.Token).ConfigureAwait(true);
            }
            catch (OperationCanceledException)
            {
                // What is there now is still wanted.
            }
        }

        // What a read was given while it was being canceled is no longer there: never wait for more than is.
        var most = (int)Math.Min(Math.Min(Available(), Volatile.Read(ref _leftAtPresent)), buffer.Length);
        if (most == 0)
            return 0;
        var count = await _stream.ReadAsync(buffer.AsMemory(0, most), CancellationToken.None).ConfigureAwait(true);
        Interlocked.Add(ref _leftAtPresent, -count);
        return count;
    }

    /// <summary>How many bytes can be read without waiting; 0 also when the pipe is at its end or closed.</summary>
    private long Available()
    {
        try
        {
            return Kernel32.PeekNamedPipe(handle, 0, 0, 0, out var available, 0) ? available : 0;
        }
        catch (ObjectDisposedException)
        {
            return 0;
        }
    }

    private sealed class PooledBuffer : IDisposable
    {
        public byte[] Bytes { get; } = ArrayPool<byte>.Shared.Rent(ChunkSize);

        public void Dispose() => ArrayPool<byte>.Shared.Return(Bytes);
    }
}
