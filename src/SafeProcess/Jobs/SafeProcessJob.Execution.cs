using System.ComponentModel;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace SafeProcess.Commands;

/// <content>From the start to the end of the run.</content>
public sealed partial class SafeProcessJob
{
    private const string CmdletName = "Start-SafeProcess";

    [ThreadStatic]
    private static SafeProcessJob? _told;

    private OutputPlan? _plan;
    private WarningRecord? _dropWarning;
    private bool _stopCompletionIsAwaited;

    /// <summary>Starts the program.</summary>
    /// <param name="spec">What to run.</param>
    /// <param name="output">Where the output goes; as lines.</param>
    /// <exception cref="InvalidParameterException">A file cannot be written.</exception>
    /// <exception cref="StartException">The program could not be started.</exception>
    /// <exception cref="PipelineStoppedException">The host process is ending.</exception>
    internal void Start(ProcessSpec spec, OutputOptions output)
    {
        _plan = new OutputPlan(
            output,
            (lines, cancellationToken) => new(TakeAsync(isError: false, lines, cancellationToken)),
            (lines, cancellationToken) => new(TakeAsync(isError: true, lines, cancellationToken)),
            unfinished: isError => (_options.Forward is { } forward
                ? new UnfinishedLine(text => _queue.Post(() => forward.Unfinished(isError, text)))
                : _history.Unfinished[isError ? 1 : 0]).Set);
        SetJobState(JobState.Running);
        ForwardInput();
        var active = (ActiveRun)_active;
        try
        {
            var run = active.Start(spec, _plan.Sink, new Steps(this, spec.OrphanPolicy));
            StopWithRunspace();
            _ = CompleteAsync(run);
        }
        catch
        {
            _plan.Undo();
            active.Dispose();
            throw;
        }
    }

    /// <summary>Starts the program in another session.</summary>
    /// <param name="call">What to run.</param>
    /// <param name="spec">The same, for what is told of it here.</param>
    /// <exception cref="RuntimeException">It could not be started.</exception>
    /// <exception cref="OperationCanceledException">The job was stopped before.</exception>
    internal async Task StartThereAsync(FarCall call, ProcessSpec spec)
    {
        SetJobState(JobState.Running);
        await ((FarRun)_active).StartAsync(call, spec, Input).ConfigureAwait(false);
        StopWithRunspace();
    }

    /// <summary>Takes lines that came from the other session.</summary>
    internal Task ReceiveAsync(bool isError, IReadOnlyList<string> lines)
    {
        _history.Unfinished[isError ? 1 : 0].Set(string.Empty);
        return TakeAsync(isError, lines, CancellationToken.None);
    }

    /// <summary>Takes a step that the other session, or the run, tells.</summary>
    internal void TellVerbose(string message) => _ = _queue.Post(() =>
    {
        if (_options.Forward is { } forward)
            forward.Verbose(message);
        else
            AddUnlessClosed(Verbose, new VerboseRecord(message));
    });

    /// <summary>The run in the other session has ended, or nobody knows what became of it.</summary>
    internal Task EndAsync(ProcessResult? result, ErrorRecord? error, string? warning) => _queue.Post(() => Finish(result, error, warning));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _active.RequestStop();
            HoldBackNoLonger();
            _output.Complete();
            _errorLines.Complete();
        }

        base.Dispose(disposing);
    }

    private void ForwardInput()
    {
        if (_options is not { Forward: { } forward, Input: { } input })
            return;
        input.Changed += () =>
        {
            // Looked at now: one piece of input is taken once.
            var isClosed = input.Pipe.IsClosed;
            if (isClosed || input.Pipe.IsFlushed)
                _ = _queue.Post(() => forward.Input(isClosed));
        };
    }

    private Task TakeAsync(bool isError, IReadOnlyList<string> lines, CancellationToken cancellationToken) =>
        // Nobody receives it here.
        _options.Forward is { } forward ? _queue.Post(() => forward.Lines(isError, isError ? StandardErrorLength : StandardOutputLength, lines))
        : isError ? TakeAsync(_errorLines, ErrorLine, lines, cancellationToken)
        : TakeAsync(_output, PSObject.AsPSObject, lines, cancellationToken);

    private async Task TakeAsync<T>(UnreadStream<T> stream, Func<string, T> itemOf, IReadOnlyList<string> lines, CancellationToken cancellationToken)
    {
        await _queue.Post(() => Append(stream, itemOf, lines)).ConfigureAwait(false);
        await _history.AddAsync(lines, cancellationToken).ConfigureAwait(false);
        // What is left of a program that was stopped is taken without waiting.
        await stream.WhenThereIsRoom().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Append<T>(UnreadStream<T> stream, Func<string, T> itemOf, IReadOnlyList<string> lines)
    {
        var dropped = 0;
        foreach (var line in lines)
        {
            // A job that was removed has no reader any more.
            if (!AddUnlessClosed(stream, itemOf(line)))
                return;
            dropped += stream.DropOverLimit();
        }

        if (dropped > 0)
            TellDropped(dropped);
    }

    // One warning for all that were dropped since somebody last received.
    private void TellDropped(int dropped)
    {
        DroppedLines += dropped;
        var message = $"{Name} has dropped {DroppedLines} of its oldest lines, which nobody received: -OutputLimit is {_options.UnreadLimit} bytes.";
        if (_dropWarning is not null && Warning.Contains(_dropWarning))
            _dropWarning.Message = message;
        else
            AddUnlessClosed(Warning, _dropWarning = new WarningRecord(message));
    }

    private async Task CompleteAsync(ProcessRun run)
    {
        ProcessResult? result = null;
        ErrorRecord? error = null;
        try
        {
            result = await run.Completion.ConfigureAwait(false);
        }
        catch (ProcessFailedException failure)
        {
            result = failure.Result;
            error = RunErrors.For(failure);
        }
#pragma warning disable CA1031 // Whatever went wrong, a job that never finishes would be worse.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            error = new ErrorRecord(failure, "RunFailed", ErrorCategory.NotSpecified, this) { ErrorDetails = new ErrorDetails(VisibleText.Lines(failure.Message)) };
        }

        await _queue.Post(() => FinishHere(result, error)).ConfigureAwait(false);
    }

    private void FinishHere(ProcessResult? result, ErrorRecord? error)
    {
        ((ActiveRun)_active).Dispose();
        _plan!.Dispose();
        var warning = OrphanWarning.For(result);
        _options.Forward?.Ended(result, warning, error);
        Finish(result, error ?? RunErrors.Of(result!), warning);
    }

    private void Finish(ProcessResult? result, ErrorRecord? error, string? warning)
    {
        if (_active.Runspace is { } runspace)
            runspace.StateChanged -= StopWithRunspace;
        Result = result;
        if (result is not null)
            AddUnlessClosed(_output, _active is FarRun far ? far.Session.Mark(result) : PSObject.AsPSObject(result));
        if (warning is not null)
            AddUnlessClosed(Warning, new WarningRecord(warning));
        if (error is not null)
        {
            // What a reader of the job sees before the message, as no cmdlet writes it.
            error.CategoryInfo.Activity = CmdletName;
            AddUnlessClosed(Error, error);
        }

        _output.Complete();
        _errorLines.Complete();
        SetStateUnlessDisposed(error is not null ? JobState.Failed : result!.Success ? JobState.Completed : JobState.Stopped);
        _over.SetResult();
        if (_stopCompletionIsAwaited)
            TellStopCompleted();
    }

    private void TellStopCompleted() => OnStopJobCompleted(new AsyncCompletedEventArgs(error: null, cancelled: false, userState: null));

    private void StopWithRunspace()
    {
        if (_active.Runspace is { } runspace)
            runspace.StateChanged += StopWithRunspace;
    }

    // A runspace that closes takes its jobs with it, all at the same time: the first handler stops them all.
    private void StopWithRunspace(object? sender, RunspaceStateEventArgs e)
    {
        if (e.RunspaceStateInfo.State is RunspaceState.Closing or RunspaceState.Closed or RunspaceState.Broken)
            ActiveRuns.StopAll(_active.Runspace);
    }

    private void HoldBackNoLonger()
    {
        _output.HoldBackNoLonger();
        _errorLines.HoldBackNoLonger();
    }

    /// <summary>The job of which this thread is telling a new state; null when it is telling none.</summary>
    internal static SafeProcessJob? Told => _told;

    private void SetStateUnlessDisposed(JobState state)
    {
        _told = this;
        try
        {
            SetJobState(state);
        }
        catch (ObjectDisposedException)
        {
            // Nobody has the job any more.
        }
        finally
        {
            _told = null;
        }
    }

    private static InformationRecord ErrorLine(string line) => OutputPlan.ErrorLine(line, CmdletName);

    /// <returns>False when the stream is closed.</returns>
    private static bool AddUnlessClosed<T>(PSDataCollection<T> stream, T item)
    {
        try
        {
            stream.Add(item);
            return true;
        }
#pragma warning disable CA1031 // Handlers of others run in there, after the item was added: what they throw is not the program's to suffer.
        catch (Exception)
#pragma warning restore CA1031
        {
            return stream.IsOpen;
        }
    }

    /// <summary>Hears of the steps of the run.</summary>
    private sealed class Steps(SafeProcessJob job, OrphanPolicy policy) : IProgress<RunEvent>
    {
        public void Report(RunEvent value)
        {
            // A job that nobody reads from comes to its end too: what is left in the pipes then is little.
            if (value.Kind == RunEventKind.StopRequested || (value.Kind == RunEventKind.ProgramExited && policy != OrphanPolicy.Wait))
                job.HoldBackNoLonger();
            if (job._options.Verbose)
                job.TellVerbose(value.Message);
        }
    }
}
