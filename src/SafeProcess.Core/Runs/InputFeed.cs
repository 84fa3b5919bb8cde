using SafeProcess.Platform;
using SafeProcess.Threading;

namespace SafeProcess.Runs;

/// <summary>Feeds standard input from its source until that ends, nobody reads any more, or the run is over.</summary>
internal static class InputFeed
{
    /// <summary>Begins to feed. Nobody waits for the end of it: a source that ignores cancellation may go on beyond the run.</summary>
    public static void Begin(
        IInputPipe pipe, IAsyncEnumerable<ReadOnlyMemory<byte>> chunks, Action<StopCause> stop, CancellationToken runOver)
    {
        // The source is the caller's code and may take long for its first chunk: not on the thread that starts the run, and not in its
        // synchronization context, which that thread may be keeping busy.
        ForeignCode.RunAside(() => _ = FeedAsync(pipe, chunks, stop, runOver));
    }

    private static async Task FeedAsync(
        IInputPipe pipe, IAsyncEnumerable<ReadOnlyMemory<byte>> chunks, Action<StopCause> stop, CancellationToken runOver)
    {
        try
        {
            await foreach (var chunk in chunks.WithCancellation(runOver).ConfigureAwait(false))
            {
                if (runOver.IsCancellationRequested || !await pipe.WriteAsync(chunk).ConfigureAwait(false))
                    break;
            }
        }
        catch (Exception) when (runOver.IsCancellationRequested)
        {
            // Whatever the source says of being interrupted, the run no longer needs it.
        }
        catch (Exception failure)
        {
            stop(new StopCause(Outcome.Canceled, $"The input could not be read: {failure.Message}", failure));
        }
        finally
        {
            pipe.Dispose();
        }
    }
}
