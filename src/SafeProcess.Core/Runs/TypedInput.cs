using System.Runtime.CompilerServices;
using SafeProcess.Platform;

namespace SafeProcess.Runs;

/// <summary>The input of a program at a terminal, as somebody would type it.</summary>
internal static class TypedInput
{
    private static readonly TimeSpan _untilTypedAgain = TimeSpan.FromMilliseconds(250);

    /// <summary>The keys for these bytes, and those that say that no more will come.</summary>
    /// <param name="chunks">Null for no input.</param>
    /// <param name="keys">Those of the system.</param>
    /// <param name="time">Where time comes from.</param>
    /// <param name="cancellationToken">Goes to the source.</param>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> TypeAsync(
        IAsyncEnumerable<ReadOnlyMemory<byte>>? chunks, ITerminalKeys keys, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var last = (byte)'\n';
        if (chunks is not null)
        {
            await foreach (var chunk in chunks.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                if (chunk.IsEmpty)
                    continue;
                yield return keys.For(chunk, last);
                last = chunk.Span[^1];
            }
        }

        yield return keys.ForEnd(isLineBegun: last is not ((byte)'\n' or (byte)'\r'));
        // Until the run is over: to close what is typed on would take the terminal away.
        while (true)
        {
            await Task.Delay(keys.EndIsTypedAgain ? _untilTypedAgain : Timeout.InfiniteTimeSpan, time, cancellationToken).ConfigureAwait(false);
            yield return keys.ForEnd(isLineBegun: false);
        }
    }
}
