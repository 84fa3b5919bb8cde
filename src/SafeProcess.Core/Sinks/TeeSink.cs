using System.Text;

namespace SafeProcess;

/// <summary>Gives all of a stream to several sinks, as <c>tee(1)</c> does. The slowest holds the program back; one that is full or fails ends the run.</summary>
public sealed class TeeSink : StreamSink
{
    private readonly StreamSink[] _sinks;

    /// <summary>A sink that gives each chunk to all of these.</summary>
    /// <param name="sinks">At least one. The first says the encoding; the text is that of the first that keeps some.</param>
    public TeeSink(params StreamSink[] sinks)
    {
        ArgumentNullException.ThrowIfNull(sinks);
        ArgumentOutOfRangeException.ThrowIfZero(sinks.Length);
        _sinks = [.. sinks];
    }

    /// <inheritdoc/>
    public override Encoding Encoding => _sinks[0].Encoding;

    /// <inheritdoc/>
    public override string? Text
    {
        get
        {
            foreach (var sink in _sinks)
            {
                if (sink.Text is { } text)
                    return text;
            }

            return null;
        }
    }

    /// <inheritdoc/>
    public override ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken) =>
        new(AllAsync(sink => sink.WriteAsync(chunk, cancellationToken)));

    /// <inheritdoc/>
    public override ValueTask<bool> CompleteAsync(CancellationToken cancellationToken) => new(AllAsync(sink => sink.CompleteAsync(cancellationToken)));

    internal override bool IsForeign => Array.Exists(_sinks, static sink => sink.IsForeign);

    internal override StreamSink? OfSameKind()
    {
        foreach (var sink in _sinks)
        {
            if (sink.OfSameKind() is { } same)
                return same;
        }

        return null;
    }

    /// <summary>Whatever one does, the others get the chunk, and nobody uses it any more when this completes.</summary>
    private async Task<bool> AllAsync(Func<StreamSink, ValueTask<bool>> give)
    {
        var given = new Task<bool>[_sinks.Length];
        for (var index = 0; index < given.Length; index++)
            given[index] = GiveAsync(_sinks[index], give);
        var taken = await Task.WhenAll(given).ConfigureAwait(true);
        return Array.TrueForAll(taken, static one => one);
    }

    // A sink that throws at once throws into its task as well.
    private static async Task<bool> GiveAsync(StreamSink sink, Func<StreamSink, ValueTask<bool>> give) => await give(sink).ConfigureAwait(true);
}
