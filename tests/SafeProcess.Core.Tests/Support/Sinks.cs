using SafeProcess.Unruly;

namespace SafeProcess.Core.Tests.Support;

/// <summary>Compares a stream with the pattern byte for byte, in constant memory.</summary>
internal sealed class PatternSink(int seed) : StreamSink
{
    private readonly Pattern _expected = new(seed);

    public long Count { get; private set; }

    /// <summary>Where the first wrong byte was at the latest; null when there is none.</summary>
    public long? WrongBefore { get; private set; }

    public override ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken)
    {
        for (var rest = chunk.Span; !rest.IsEmpty;)
        {
            var expected = _expected.Next(rest.Length);
            if (!rest[..expected.Length].SequenceEqual(expected))
                WrongBefore ??= Count + expected.Length;
            Count += expected.Length;
            rest = rest[expected.Length..];
        }

        return new(true);
    }
}

/// <summary>A sink made of a function.</summary>
internal sealed class FunctionSink(Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<bool>> write) : StreamSink
{
    public int Completions { get; private set; }

    public override ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken) => write(chunk, cancellationToken);

    public override ValueTask<bool> CompleteAsync(CancellationToken cancellationToken)
    {
        Completions++;
        return new(true);
    }
}

/// <summary>Keeps the events of a run.</summary>
internal sealed class EventLog : IProgress<RunEvent>
{
    private readonly List<RunEvent> _events = [];

    public IReadOnlyList<RunEvent> Events
    {
        get
        {
            lock (_events)
                return [.. _events];
        }
    }

    public IReadOnlyList<RunEventKind> Kinds => [.. Events.Select(one => one.Kind)];

    public void Report(RunEvent value)
    {
        lock (_events)
            _events.Add(value);
    }
}
