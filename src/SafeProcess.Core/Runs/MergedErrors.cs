using System.Text;
using SafeProcess.Threading;

namespace SafeProcess.Runs;

/// <summary>Gives what several stages write on standard error to one sink, line by line: a line goes on once it is whole, so no two of them mix. One
/// that is longer than 64 KiB goes on in pieces, and the last one as it is.</summary>
internal sealed class MergedErrors
{
    private const int LongestHeld = 64 * 1024;

    private readonly StreamSink _sink;

    // A SemaphoreSlim has the host's thread pool go on with whoever waits, where that is the code of a sink that is not the library's.
    private readonly Queue<TaskCompletionSource> _turns = new();
    private bool _isTaken;
    private int _open;
    private Writer? _unfinished;

    public MergedErrors(StreamSink sink) => _sink = sink;

    // Asked for when something is written: where the sink is another's code, its failure is then one of the run.
    private byte[] Newline => field ??= _sink.Encoding.GetBytes("\n");

    /// <summary>A sink for one stage more. All are made before the first is used.</summary>
    /// <param name="kept">Keeps what this stage writes; null when nobody does.</param>
    public StreamSink Add(StreamSink? kept)
    {
        _open++;
        return new Writer(this, kept);
    }

    private async ValueTask<bool> HandOnAsync(Writer writer, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        // Not canceled: what came up to a cancel is kept.
        await TakeTurnAsync().ConfigureAwait(true);
        try
        {
            if (_unfinished is not null && _unfinished != writer && !await _sink.WriteAsync(Newline, cancellationToken).ConfigureAwait(true))
                return false;
            _unfinished = bytes.Span.EndsWith(Newline) ? null : writer;
            return await _sink.WriteAsync(bytes, cancellationToken).ConfigureAwait(true);
        }
        finally
        {
            EndTurn();
        }
    }

    private Task TakeTurnAsync()
    {
        lock (_turns)
        {
            if (!_isTaken)
            {
                _isTaken = true;
                return Task.CompletedTask;
            }

            var turn = new TaskCompletionSource();
            _turns.Enqueue(turn);
            return turn.Task;
        }
    }

    private void EndTurn()
    {
        TaskCompletionSource? next;
        lock (_turns)
            _isTaken = _turns.TryDequeue(out next);
        if (next is not null)
            ForeignCode.RunAside(next.SetResult);
    }

    private ValueTask<bool> CloseAsync(CancellationToken cancellationToken) =>
        Interlocked.Decrement(ref _open) == 0 ? _sink.CompleteAsync(cancellationToken) : new(true);

    private sealed class Writer(MergedErrors merged, StreamSink? kept) : StreamSink
    {
        private readonly List<byte> _held = [];

        public override Encoding Encoding => merged._sink.Encoding;

        public override string? Text => kept?.Text;

        internal override bool IsForeign => merged._sink.IsForeign;

        public override async ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken)
        {
            var isKept = kept is null || await kept.WriteAsync(chunk, cancellationToken).ConfigureAwait(true);
            var length = Length(chunk.Span);
            var isTaken = length == 0 || await HandOnAsync(chunk[..length], cancellationToken).ConfigureAwait(true);
            _held.AddRange(chunk.Span[length..]);
            return isKept && isTaken;
        }

        public override async ValueTask<bool> CompleteAsync(CancellationToken cancellationToken)
        {
            var isTaken = true;
            try
            {
                if (_held.Count > 0)
                    isTaken = await HandOnAsync(default, cancellationToken).ConfigureAwait(true);
            }
            finally
            {
                isTaken &= await merged.CloseAsync(cancellationToken).ConfigureAwait(true);
            }

            return isTaken;
        }

        private ValueTask<bool> HandOnAsync(ReadOnlyMemory<byte> rest, CancellationToken cancellationToken)
        {
            if (_held.Count == 0)
                return merged.HandOnAsync(this, rest, cancellationToken);
            byte[] bytes = [.. _held, .. rest.Span];
            _held.Clear();
            return merged.HandOnAsync(this, bytes, cancellationToken);
        }

        /// <summary>How much of a chunk goes on now.</summary>
        private int Length(ReadOnlySpan<byte> chunk)
        {
            // A character of some encodings has several bytes, one of which can look like a newline: true ones stand at multiples of their length.
            var unit = merged.Newline.Length;
            if (_held.Count + chunk.Length > LongestHeld)
                return chunk.Length - ((_held.Count + chunk.Length) % unit);
            var found = chunk.LastIndexOf(merged.Newline);
            while (found >= 0 && (_held.Count + found) % unit != 0)
                found = chunk[..(found + unit - 1)].LastIndexOf(merged.Newline);
            return found < 0 ? 0 : found + unit;
        }
    }
}
