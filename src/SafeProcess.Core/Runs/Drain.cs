using SafeProcess.Platform;

namespace SafeProcess.Runs;

/// <summary>Reads one stream to its end and gives every byte to its sink. It never stops reading because of the sink: once that is full
/// or has failed, the rest is read and dropped, so that the program can go on to its end.</summary>
internal sealed class Drain(IOutputPipe pipe, StreamSink sink, Activity activity, Action<StopCause> stop, CancellationToken cancellationToken)
{
    private readonly TailBuffer _tail = new();
    private bool _accepting = true;
    private IOutputPipe? _rest;
    private long _length;
    private long _lastTime;

    /// <summary>Bytes read so far. From any thread.</summary>
    public long Length => Volatile.Read(ref _length);

    /// <summary>When bytes last came, as a timestamp; 0 before the first. From any thread.</summary>
    public long LastTime => Volatile.Read(ref _lastTime);

    /// <summary>The last line so far. From any thread.</summary>
    public string? LastLine => _tail.LastLine(sink.Encoding);

    /// <summary>Completes at the end of the stream; never fails.</summary>
    public async Task RunAsync()
    {
        while (await ReadAsync().ConfigureAwait(false) is { IsEnd: false } chunk)
        {
            using (chunk)
                await TakeAsync(chunk.Bytes).ConfigureAwait(false);
        }

        pipe.Dispose();
        if (_rest is { } rest)
            _ = DropAsync(rest);
        try
        {
            await SettleAsync(sink.CompleteAsync(cancellationToken)).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            Refuse(failure);
        }
    }

    /// <summary>The next chunk. A stream that cannot be read has ended, and the run with it: nobody would keep the program from blocking.</summary>
    private async ValueTask<OutputChunk> ReadAsync()
    {
        try
        {
            return await pipe.ReadAsync().ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            Refuse(failure);
            return default;
        }
    }

    private async ValueTask TakeAsync(ReadOnlyMemory<byte> bytes)
    {
        Volatile.Write(ref _length, _length + bytes.Length);
        Volatile.Write(ref _lastTime, activity.Touch());
        _tail.Append(bytes.Span);
        if (!_accepting)
            return;
        try
        {
            await SettleAsync(sink.WriteAsync(bytes, cancellationToken)).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            Refuse(failure);
        }
    }

    /// <summary><see cref="IOutputPipe.EndAtPresent"/>.</summary>
    /// <param name="dropsRest">Whether what comes later is read and dropped for as long as this process lives: whoever writes it is to live on.</param>
    public void EndAtPresent(bool dropsRest)
    {
        if (dropsRest)
            _rest = pipe.Continuation();
        pipe.EndAtPresent();
    }

    private static async Task DropAsync(IOutputPipe rest)
    {
        using (rest)
        {
            try
            {
                while (await rest.ReadAsync().ConfigureAwait(false) is { IsEnd: false } chunk)
                    chunk.Dispose();
            }
            catch (Exception)
            {
                // Nobody waits for it.
            }
        }
    }

    private ValueTask SettleAsync(ValueTask<bool> taken)
    {
        if (!taken.IsCompletedSuccessfully)
            return HeldBackAsync(taken);
        Settle(taken.Result);
        return default;
    }

    private async ValueTask HeldBackAsync(ValueTask<bool> taken)
    {
        activity.HoldBack();
        try
        {
            Settle(await taken.ConfigureAwait(false));
        }
        finally
        {
            activity.Release();
        }
    }

    private void Settle(bool accepted)
    {
        if (accepted || !_accepting)
            return;
        _accepting = false;
        stop(new StopCause(Outcome.OutputLimitExceeded, "The program wrote more than the output limit."));
    }

    private void Refuse(Exception failure)
    {
        _accepting = false;
        // A receiver that gave up because the caller did is no failure of its own.
        if (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            stop(new StopCause(Outcome.Canceled, $"The output could not be delivered: {failure.Message}", failure));
    }
}
