namespace SafeProcess.Platform;

/// <summary>The host's end of a stream that the program writes. One reader.</summary>
internal interface IOutputPipe : IDisposable
{
    /// <summary>The next bytes, as soon as there are any. The continuation may run on a thread that serves other pipes
    /// as well: it must not block.</summary>
    ValueTask<OutputChunk> ReadAsync();

    /// <summary>Delivers what is in the pipe now and then ends, although somebody still holds the other end. May be called while a read
    /// waits, from any thread; what the reader does with it is not done in this call.</summary>
    void EndAtPresent();

    /// <summary>Another end for the same stream, to be read when this one has ended at present; null when the stream has ended, or where the system has none to
    /// give (Windows, no descriptor left).</summary>
    IOutputPipe? Continuation() => null;
}

/// <summary>The host's end of the program's standard input. One writer. Disposing it is the program's end of file.</summary>
internal interface IInputPipe : IDisposable
{
    /// <summary>Writes all of it, or finds that nobody reads any more.</summary>
    /// <returns>False when nobody reads any more.</returns>
    ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> bytes);
}

/// <summary>Bytes of one read. They are valid until the chunk is disposed, which gives the buffer back.</summary>
internal readonly struct OutputChunk(ReadOnlyMemory<byte> bytes, IDisposable? owner) : IDisposable
{
    public ReadOnlyMemory<byte> Bytes => bytes;

    /// <summary>The end of the stream.</summary>
    public bool IsEnd => bytes.IsEmpty;

    public void Dispose() => owner?.Dispose();
}
