using SafeProcess.Platform;
using SafeProcess.Threading;

namespace SafeProcess.Testing;

/// <summary>A stream that a script writes. The run takes the bytes on the thread that writes them: time must not go on before they are taken.</summary>
internal sealed class ScriptedOutput : IOutputPipe
{
    private readonly object _gate = new();
    private readonly Queue<ReadOnlyMemory<byte>> _unread = new();
    private TaskCompletionSource<OutputChunk>? _reader;
    private bool _isClosed;

    public void Write(ReadOnlyMemory<byte> bytes)
    {
        TaskCompletionSource<OutputChunk>? reader;
        lock (_gate)
        {
            if (_isClosed || bytes.IsEmpty)
                return;
            (reader, _reader) = (_reader, null);
            if (reader is null)
                _unread.Enqueue(bytes);
        }

        using (OwnContext.Enter())
            reader?.SetResult(new OutputChunk(bytes, owner: null));
    }

    public ValueTask<OutputChunk> ReadAsync()
    {
        lock (_gate)
        {
            if (_unread.TryDequeue(out var bytes))
                return new(new OutputChunk(bytes, owner: null));
            if (_isClosed)
                return default;
            _reader = new TaskCompletionSource<OutputChunk>();
            return new(_reader.Task);
        }
    }

    public void EndAtPresent()
    {
        TaskCompletionSource<OutputChunk>? reader;
        lock (_gate)
        {
            _isClosed = true;
            (reader, _reader) = (_reader, null);
        }

        using (OwnContext.Enter())
            reader?.SetResult(default);
    }

    public void Dispose() => EndAtPresent();
}
