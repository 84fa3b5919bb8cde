using System.Diagnostics.CodeAnalysis;
using SafeProcess.Runs;
using SafeProcess.Threading;

namespace SafeProcess;

/// <summary>One execution of a spec while it goes on. Every member may be used from any thread, also after the end.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A receiver that was given up may look at its token long after the run.")]
public sealed partial class ProcessRun
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

    /// <summary>How long it has been going on.</summary>
    public TimeSpan Elapsed => _time.GetElapsedTime(_started);

    /// <summary>Bytes drained from standard output so far.</summary>
    public long StandardOutputLength => _output.Length;

    /// <summary>Bytes drained from standard error so far.</summary>
    public long StandardErrorLength => _stages.ErrorLength;

    /// <summary>The last line of the stream that has written last; null while there is none.</summary>
    public string? LastLine => _stages.Latest is { } error && error.LastTime > _output.LastTime ? error.LastLine : _output.LastLine;

    /// <summary>How long no byte has come on either stream.</summary>
    public TimeSpan Silence => _activity.Silence;

    /// <summary>A look at the tree: what is alive now, the program first if it is. Empty after the end.</summary>
    public async Task<IReadOnlyList<ProcessSnapshot>> LookAsync()
    {
        if (Completion.IsCompleted)
            return [];
        ValueTask<IReadOnlyList<TreeMember>> look;
        using (OwnContext.Enter())
            look = _child.Tree.FindAsync();
        var snapshots = Describe(await look.ConfigureAwait(false));
        // Once the program is reaped its id may be another's.
        return Completion.IsCompleted ? [] : snapshots;
    }

    /// <summary>Takes the tree down the stop ladder, as a canceled token does. Does not wait; once is enough.</summary>
    public void Stop() => RequestStop(new StopCause(Outcome.Canceled, "The caller canceled the run."));
}
