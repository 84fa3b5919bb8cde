using System.Diagnostics.CodeAnalysis;
using SafeProcess.Runs;
using SafeProcess.Threading;

namespace SafeProcess;

/// <summary>One execution of a spec while it goes on. Every member may be used from any thread, also after the end.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A receiver that was given up may look at its token long after the run.")]
public sealed partial class ProcessRun : IAsyncDisposable
{
    /// <summary>What is run.</summary>
    public ProcessSpec Spec => _spec;

    /// <inheritdoc cref="ProcessResult.FilePath"/>
    public string FilePath => _stages.Last.FilePath;

    /// <inheritdoc cref="ProcessResult.ProcessId"/>
    public int ProcessId => _stages.Last.ProcessId;

    /// <inheritdoc cref="ProcessResult.StartTime"/>
    public DateTimeOffset StartTime => _startTime;

    /// <summary>The result, once the tree has ended (or was left as <see cref="ProcessSpec.OrphanPolicy"/> says) and both streams are drained.
    /// Fails with <see cref="ProcessFailedException"/> when a sink or the input threw.</summary>
    public Task<ProcessResult> Completion => _result.Task;

    /// <summary>The program's standard input, of a run whose spec says <see cref="ProcessInput.Open"/>: what is written here the program reads, and its end of file is
    /// the end of this stream (<see cref="Stream.Dispose()"/>). For one writer at a time.</summary>
    /// <remarks>A write completes when the program's own pipe has taken all of it, so a program that reads slowly holds the writer back and at most 64 KiB wait in
    /// between. Nothing has to be flushed. A <see cref="StreamWriter"/> keeps text back until it is: set <see cref="StreamWriter.AutoFlush"/>. Once the program has closed
    /// its input or the run is over, a write is an <see cref="IOException"/>.</remarks>
    /// <exception cref="InvalidOperationException">The spec has another input.</exception>
    public Stream StandardInput => _input ?? throw new InvalidOperationException(
        $"The input of this run is not the caller's to write: {nameof(ProcessSpec)}.{nameof(ProcessSpec.Input)} has to be {nameof(ProcessInput)}.{nameof(ProcessInput.Open)}.");

    /// <summary>How long it has been going on.</summary>
    public TimeSpan Elapsed => _time.GetElapsedTime(_started);

    /// <summary>Bytes drained from standard output so far.</summary>
    public long StandardOutputLength => _output.Length;

    /// <summary>Bytes drained from standard error so far.</summary>
    public long StandardErrorLength => _stages.ErrorLength;

    /// <summary>The last line of the stream that has written last; null while there is none.</summary>
    /// <remarks>Secrets of the spec are masked in it.</remarks>
    public string? LastLine => (_stages.Latest is { } error && error.LastTime > _output.LastTime ? error.LastLine : _output.LastLine) is { } line ? _mask.Hide(line) : null;

    /// <summary>How long no byte has come on either stream.</summary>
    public TimeSpan Silence => _activity.Silence;

    /// <summary>A look at the tree: what is alive now, the program first if it is. Empty after the end.</summary>
    public Task<IReadOnlyList<ProcessSnapshot>> LookAsync()
    {
        var seen = new TaskCompletionSource<IReadOnlyList<ProcessSnapshot>>();
        using (OwnContext.Enter())
            _ = LookAsync(seen);
        return seen.Task;
    }

    private async Task LookAsync(TaskCompletionSource<IReadOnlyList<ProcessSnapshot>> seen)
    {
        try
        {
            IReadOnlyList<ProcessSnapshot> snapshots = IsConcluded ? [] : Describe(await _child.Tree.FindAsync().ConfigureAwait(true));
            // Once the program is reaped its id may be another's, although the result is not known yet.
            _child.RunForeignCode(() => seen.SetResult(IsConcluded ? [] : snapshots), mayRunLater: true);
        }
        catch (Exception failure)
        {
            _child.RunForeignCode(() => seen.SetException(failure), mayRunLater: true);
        }
    }

    /// <summary>Takes the tree down the stop ladder, as a canceled token does. Does not wait; once is enough.</summary>
    public void Stop() => RequestStop(new StopCause(Outcome.Canceled, "The caller canceled the run."));

    /// <summary>Takes the tree down the stop ladder and gives the result once it has ended. Of a run that is over it gives the result.</summary>
    /// <returns><see cref="Completion"/>. Its outcome is <see cref="Outcome.Canceled"/> unless something else came first.</returns>
    public Task<ProcessResult> StopAsync()
    {
        Stop();
        return Completion;
    }

    /// <summary>Takes the tree down the stop ladder and waits for its end: <c>await using var run = runner.Start(spec)</c> leaves nothing behind. How the run ended is
    /// nothing that is thrown here. Of a run that is over nothing is left to do.</summary>
    public async ValueTask DisposeAsync()
    {
        Stop();
        await ((Task)Completion).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
