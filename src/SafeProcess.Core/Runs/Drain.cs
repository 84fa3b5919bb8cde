using SafeProcess.Platform;
using SafeProcess.Threading;

namespace SafeProcess.Runs;

/// <summary>Reads one stream to its end and gives every byte to its sink. It never stops reading because of the sink: once that is full
/// or has failed, the rest is read and dropped, so that the program can go on to its end.</summary>
/// <param name="pipe">The stream.</param>
/// <param name="sink">Gets its bytes.</param>
/// <param name="activity">Is told of them.</param>
/// <param name="stop">Asked to end the run when the sink is full or fails.</param>
/// <param name="runForeign"><see cref="IChild.RunForeignCode"/>.</param>
/// <param name="over">Canceled when the run waits for nothing but its sinks.</param>
internal sealed class Drain(
    IOutputPipe pipe, StreamSink sink, Activity activity, Action<StopCause> stop, Action<Action, bool> runForeign, CancellationToken over)
{
    private readonly TailBuffer _tail = new();
    private readonly TaskCompletionSource _ended = new();
    private volatile bool _accepting = true;
    private IOutputPipe? _rest;
    // No lock: another thread never finds its own id here, however old what it reads is.
    private int _callersThread;
    private long _length;
    private long _lastTime;

    /// <summary>Bytes read so far. From any thread.</summary>
    public long Length => Volatile.Read(ref _length);

    /// <summary>When bytes last came, as a timestamp; 0 before the first. From any thread.</summary>
    public long LastTime => Volatile.Read(ref _lastTime);

    /// <summary>The last line so far. From any thread.</summary>
    public string? LastLine => _tail.LastLine(sink.Encoding);

    /// <summary>Whether the sink was given up, or gave up itself when the run waited for nothing else. Known at the end.</summary>
    public bool IsIncomplete { get; private set; }

    /// <summary>Completes at the end of the stream, or when the sink is given up; never fails. Nothing is given to the sink inside this call.</summary>
    public Task RunAsync()
    {
        _callersThread = Environment.CurrentManagedThreadId;
        _ = ReadAllAsync();
        _callersThread = 0;
        return _ended.Task;
    }

    /// <summary>No longer waits for the sink: it gets nothing more, and what it is doing is nobody's concern.</summary>
    public void GiveUp()
    {
        if (_ended.Task.IsCompleted)
            return;
        _accepting = false;
        IsIncomplete = true;
        _ended.TrySetResult();
    }

    /// <summary><see cref="IOutputPipe.EndAtPresent"/>.</summary>
    /// <param name="dropsRest">Whether what comes later is read and dropped for as long as this process lives: whoever writes it is to live on.</param>
    public void EndAtPresent(bool dropsRest)
    {
        if (dropsRest)
            _rest = pipe.Continuation();
        pipe.EndAtPresent();
    }

    /// <summary>Whether <see cref="RunAsync"/> has not returned yet: a program that is quick has written before it does. The sink may block, and whoever starts a run is not to
    /// wait for it.</summary>
    private bool IsOnCallersThread => _callersThread == Environment.CurrentManagedThreadId;

    private async Task ReadAllAsync()
    {
        try
        {
            // Awaited right here: another method in between would cost each chunk some memory.
            while (await pipe.ReadAsync().ConfigureAwait(true) is { IsEnd: false } chunk)
            {
                using (chunk)
                {
                    if (IsOnCallersThread)
                        await default(AnotherThread);
                    await TakeAsync(chunk.Bytes).ConfigureAwait(true);
                }
            }
        }
        catch (Exception failure)
        {
            // A stream that cannot be read has ended, and the run with it: nobody would keep the program from blocking.
            Refuse(failure);
        }

        pipe.Dispose();
        if (_rest is { } rest)
            _ = DropAsync(rest);
        if (IsOnCallersThread)
            await default(AnotherThread);
        await GiveAsync(null).ConfigureAwait(true);
        _ended.TrySetResult();
    }

    private ValueTask TakeAsync(ReadOnlyMemory<byte> bytes)
    {
        Volatile.Write(ref _length, _length + bytes.Length);
        Volatile.Write(ref _lastTime, activity.Touch());
        _tail.Append(bytes.Span);
        return _accepting ? GiveAsync(bytes) : default;
    }

    /// <summary>Gives the sink a chunk, or for null the end of the stream.</summary>
    private async ValueTask GiveAsync(ReadOnlyMemory<byte>? bytes)
    {
        try
        {
            var taken = CallSink(bytes);
            Settle(taken.IsCompletedSuccessfully ? taken.Result : await WaitAsync(taken).ConfigureAwait(true));
        }
        catch (Exception failure)
        {
            Refuse(failure);
        }
    }

    private ValueTask<bool> CallSink(ReadOnlyMemory<byte>? bytes) => sink.IsForeign ? CallForeign(bytes) : Call(bytes);

    private ValueTask<bool> CallForeign(ReadOnlyMemory<byte>? bytes)
    {
        var taken = default(ValueTask<bool>);
        activity.HoldBack();
        runForeign(
            () =>
            {
                try
                {
                    taken = Call(bytes);
                }
                catch (Exception failure)
                {
                    taken = ValueTask.FromException<bool>(failure);
                }
            },
            false);
        activity.Release();
        return taken;
    }

    private ValueTask<bool> Call(ReadOnlyMemory<byte>? bytes) => bytes is { } chunk ? sink.WriteAsync(chunk, over) : sink.CompleteAsync(over);

    private async ValueTask<bool> WaitAsync(ValueTask<bool> taken)
    {
        activity.HoldBack();
        try
        {
            return await taken.ConfigureAwait(true);
        }
        finally
        {
            activity.Release();
        }
    }

    private static async Task DropAsync(IOutputPipe rest)
    {
        using (rest)
        {
            try
            {
                while (await rest.ReadAsync().ConfigureAwait(true) is { IsEnd: false } chunk)
                    chunk.Dispose();
            }
            catch (Exception)
            {
                // Nobody waits for it.
            }
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
        // A receiver that gave up because it was asked to is no failure of its own.
        if (failure is OperationCanceledException && over.IsCancellationRequested)
            IsIncomplete = true;
        else
            stop(new StopCause(Outcome.Canceled, $"The output could not be delivered: {failure.Message}", failure));
    }
}
