using System.IO.Pipes;
using Microsoft.Win32.SafeHandles;

namespace SafeProcess.Platform.Windows.Streams;

/// <summary>Writes a pipe as fast as the program reads, on .NET's own completion threads.</summary>
internal sealed class OverlappedInputPipe(SafePipeHandle handle) : IInputPipe
{
    // What the pipe holds is twice as much: one piece is written while the program reads the other. The system would charge a process for the whole of a
    // larger one, and wine fails at it.
    private const int Piece = 32 * 1024;

    private readonly NamedPipeServerStream _stream = new(PipeDirection.Out, isAsync: true, isConnected: true, handle);
    private readonly CancellationTokenSource _disposed = new();
    private int _disposals;

    public async ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        // A write of nothing would be an end of file to the program.
        if (bytes.IsEmpty)
            return Volatile.Read(ref _disposals) == 0;
        try
        {
            for (; !bytes.IsEmpty; bytes = bytes[Math.Min(Piece, bytes.Length)..])
                await _stream.WriteAsync(bytes[..Math.Min(Piece, bytes.Length)], _disposed.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Nobody reads any more, or nobody feeds.
            return false;
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposals, 1) != 0)
            return;
        // What the program does not read would keep a write waiting for ever.
        _disposed.Cancel();
        _stream.Dispose();
        _disposed.Dispose();
    }
}
