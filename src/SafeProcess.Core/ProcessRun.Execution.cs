using SafeProcess.Platform;
using SafeProcess.Runs;
using SafeProcess.Telemetry;
using SafeProcess.Threading;

namespace SafeProcess;

/// <content>From the launch to the result.</content>
public sealed partial class ProcessRun
{
    private static readonly TimeSpan _silenceThatEnds = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _longestSettling = TimeSpan.FromSeconds(1);

    private readonly ProcessSpec _spec;
    private readonly SecretMask _mask;
    private readonly OutputSink _sink;
    private readonly Observer? _observer;
    private readonly RunTelemetry? _telemetry;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _startTime;
    private readonly long _started;
    private readonly IChild _child;
    private readonly Activity _activity;
    private readonly Drain _output;
    private readonly RunStages _stages;
    private readonly RunInput? _input;
    private readonly TaskCompletionSource<ProcessResult> _result = new();
    private readonly TaskCompletionSource _stop = new();

    // Canceled when nothing but the receivers is waited for.
    private readonly CancellationTokenSource _over = new();

    private ProcessRun(ProcessSpec spec, OutputSink sink, ILauncher launcher, TimeProvider time, IProgress<RunEvent>? events, RunTelemetry? telemetry)
    {
        _spec = spec;
        _mask = SecretMask.Of(spec);
        _sink = sink;
        _observer = events is null ? null : new Observer(events, () => Elapsed, ObserverFailed);
        _time = time;
        _startTime = time.GetUtcNow();
        _started = time.GetTimestamp();
        _child = Launch(spec, launcher, time);
        _telemetry = telemetry;
        _telemetry?.Launched(_child);
        _activity = new Activity(time);
        _output = NewDrain(_child.StandardOutput, sink.StandardOutput);
        _stages = new RunStages(spec, _child, sink, NewDrain);
        _input = spec.HasOpenInput ? new RunInput() : null;
    }

    /// <summary>Launches the programs on the calling thread and lets the run take its course.</summary>
    /// <exception cref="StartException">Nothing was started.</exception>
    internal static ProcessRun Start(
        ProcessSpec spec, OutputSink sink, ILauncher launcher, TimeProvider time, IProgress<RunEvent>? events, CancellationToken cancellationToken,
        RunTelemetry? telemetry = null)
    {
        // Before there is a program: later there may be no thread to end it with.
        OwnThreads.OfRuns.Prepare();
        OwnTime.Instance.Prepare();
        using (OwnContext.Enter())
        {
            var run = new ProcessRun(spec, sink, launcher, time, events, telemetry);
            _ = run.CompleteAsync(cancellationToken);
            return run;
        }
    }

    /// <summary>Those that run although one of them could not be started are ended and reaped before that is told.</summary>
    private static IChild Launch(ProcessSpec spec, ILauncher launcher, TimeProvider time)
    {
        var child = launcher.Launch(spec, RunId.New());
        if (child.StartFailure is not { } failure)
            return child;
        EndAtOnceAsync(child, time).GetAwaiter().GetResult();
        throw failure;
    }

    private static async Task EndAtOnceAsync(IChild child, TimeProvider time)
    {
        var members = await child.Tree.FindAsync().ConfigureAwait(true);
        await new StopLadder(child.Tree, time, static (_, _) => { }).DescendAsync(members, StopSignal.SIGKILL, TimeSpan.Zero).ConfigureAwait(true);
        var exited = Task.WhenAll(child.Stages.Select(static stage => stage.Exited));
        await ExitedOrHeldBackAsync(exited, time).ConfigureAwait(true);
        ReapWhenPossible(child, exited);
    }

    private async Task CompleteAsync(CancellationToken cancellationToken)
    {
        try
        {
            var result = await ExecuteAsync(cancellationToken).ConfigureAwait(true);
            _child.RunForeignCode(() => _result.SetResult(result), mayRunLater: true);
        }
        catch (Exception failure)
        {
            if (!IsConcluded)
            {
                CloseCauses();
                await EndAtOnceAsync(_child, _time).ConfigureAwait(OwnContext.WhateverBecomesOfIt);
                _telemetry?.Failed(failure);
                await AllToldAsync().ConfigureAwait(OwnContext.WhateverBecomesOfIt);
            }

            _child.RunForeignCode(() => _result.SetException(failure), mayRunLater: true);
        }
    }

    private async Task<ProcessResult> ExecuteAsync(CancellationToken cancellationToken)
    {
        // Told before anything can ask for a stop.
        if (IsWatched)
            Tell(RunEventKind.Started, $"Started {Programs()}{Held()}{Limits()}.");
        if (_child.Unguarded is { } why)
            Tell(RunEventKind.Unguarded, $"No guardian watches this run: {why}; if this host is killed, its tree lives on.");
        using var canceled = cancellationToken.UnsafeRegister(static state => ((ProcessRun)state!).Stop(), this);
        using var deadlines = new Deadlines(_spec, _time, _activity, RequestStop);
        _ = StopAtLimitAsync();
        var drained = _stages.DrainAsync(_output.RunAsync());

        // Not disposed: a source that ignores cancellation may look at its token long after the run.
        var inputOver = new CancellationTokenSource();
        if (_child.StandardInput is { } input)
            InputFeed.Begin(input, InputChunks(), RequestStop, inputOver.Token);

        Ending ending;
        try
        {
            await Task.WhenAny(_stages.Exited, _stop.Task).ConfigureAwait(true);
            ending = IsStopRequested
                ? await StopTreeAsync().ConfigureAwait(true)
                : await SettleOrphansAsync(drained, deadlines).ConfigureAwait(true);
            await FinishDrainsAsync(drained).ConfigureAwait(true);
        }
        finally
        {
            if (_child.StandardInput is not null)
            {
                // The source's code runs there, and the run does not wait for it.
                ForeignCode.CancelAside(inputOver);
                _child.StandardInput.Dispose();
            }
        }

        await ObserverToldAsync().ConfigureAwait(true);
        var result = Conclude(ending, out var failure);
        _telemetry?.Concluded(result, failure);
        if (IsWatched)
            Tell(RunEventKind.Ended, result.ToString());
        await AllToldAsync().ConfigureAwait(true);
        return failure is null ? result : throw failure;
    }

    private IAsyncEnumerable<ReadOnlyMemory<byte>> InputChunks()
    {
        var chunks = _input?.ReadAllAsync() ?? _spec.Stages()[0].Input.Chunks;
        return _spec.Terminal is null ? chunks! : TypedInput.TypeAsync(chunks, ProgramConventions.Current.TerminalKeys, _time);
    }

    private async Task StopAtLimitAsync()
    {
        if (_child.LimitExceeded is not { } exceeded)
            return;
        var limit = await exceeded.ConfigureAwait(true);
        RequestStop(new StopCause(Outcome.LimitExceeded, $"The tree used more than its limit: {limit}.") { Limit = limit });
    }

    /// <summary>Every program has exited: does what the orphan policy says about descendants that are still alive.</summary>
    private async Task<Ending> SettleOrphansAsync(Task drained, Deadlines deadlines)
    {
        // Only waiting for orphans is bounded by a deadline; for the rest what is left is short or the reader's own pace.
        if (_spec.OrphanPolicy != OrphanPolicy.Wait)
            deadlines.Dispose();
        Tell(RunEventKind.ProgramExited, _stages.IsPipeline ? "All programs of the pipeline have exited." : "The program has exited.");
        var orphans = await _child.Tree.FindAsync().ConfigureAwait(true);
        if (orphans.Count == 0)
            return Ending.Clean;

        if (IsWatched)
            Tell(RunEventKind.OrphansFound, $"Outlived the program{(_stages.IsPipeline ? "s" : "")}: {string.Join(", ", orphans)}; orphan policy {_spec.OrphanPolicy}.");
        switch (_spec.OrphanPolicy)
        {
            case OrphanPolicy.Keep:
                EndDrainsAtPresent(dropsRest: true);
                return new Ending(orphans, []);

            case OrphanPolicy.Wait:
                for (var alive = orphans; alive.Count > 0 && !IsStopRequested; alive = await _child.Tree.FindAsync().ConfigureAwait(true))
                    await WaitUntilGoneOrStoppedAsync(alive).ConfigureAwait(true);
                break;

            case OrphanPolicy.Stop or OrphanPolicy.Fail:
                await SettleAsync(drained).ConfigureAwait(true);
                break;
        }

        var members = await _child.Tree.FindAsync().ConfigureAwait(true);
        if (members.Count == 0)
            return new Ending(orphans, []);
        var diagnosis = Describe(members);
        return new Ending(orphans, diagnosis) { Survivors = await DescendAsync(members).ConfigureAwait(true) };
    }

    private IReadOnlyList<ProcessSnapshot> Describe(IReadOnlyList<TreeMember> members) =>
        !_spec.DiagnoseArguments ? _child.Tree.Describe(members, arguments: null)
        : _mask.IsEmpty ? _child.Tree.Describe(members, static arguments => arguments)
        : [.. _child.Tree.Describe(members, _mask.Hide).Select(process => process with { WaitsOn = process.WaitsOn is { } what ? _mask.Hide(what) : null })];

    /// <summary>Waits for the end of both streams. Nothing known of the tree is alive now. What holds a pipe open unseen gets as long as
    /// it goes on writing without a pause, at most a second; after a stop it gets nothing.</summary>
    private async Task FinishDrainsAsync(Task drained)
    {
        if (drained.IsCompleted)
            return;
        if (_spec.OrphanPolicy == OrphanPolicy.Wait)
            await Task.WhenAny(drained, _stop.Task).ConfigureAwait(true);
        await SettleAsync(drained).ConfigureAwait(true);
        if (!drained.IsCompleted)
            EndDrainsAtPresent(dropsRest: false);
        await Task.WhenAny(drained, _stop.Task).ConfigureAwait(true);
        if (!drained.IsCompleted)
            await FinishReceiversAsync(drained).ConfigureAwait(true);
        await drained.ConfigureAwait(true);
    }

    /// <summary>Nothing is left but what the receivers have to take.</summary>
    private async Task FinishReceiversAsync(Task drained)
    {
        ForeignCode.CancelAside(_over);
        var graceLeft = _spec.GracePeriod - _time.GetElapsedTime(Volatile.Read(ref _stopRequested));
        if (await new Receivers(_activity, _time).HaveTakenAllAsync(drained, graceLeft).ConfigureAwait(true))
            return;
        Tell(RunEventKind.ReceiverGivenUp, "Gave up a receiver that takes no output; what it has not taken is lost.");
        _output.GiveUp();
        _stages.GiveUp();
    }

    /// <summary>Lets the streams run until they end, both were silent for 100 ms, a second has passed or a stop is asked for. The time a slow
    /// reader holds a stream back does not count.</summary>
    private async Task SettleAsync(Task drained)
    {
        var begun = _time.GetTimestamp();
        var counted = TimeSpan.Zero;
        while (!drained.IsCompleted && !IsStopRequested && counted < _longestSettling)
        {
            var sinceBegun = _time.GetElapsedTime(begun);
            var silence = _activity.IsHeldBack ? TimeSpan.Zero : sinceBegun < _activity.Silence ? sinceBegun : _activity.Silence;
            var pause = _silenceThatEnds - silence;
            if (pause <= TimeSpan.Zero)
                return;
            using var enough = new CancellationTokenSource();
            await Task.WhenAny(drained, _stop.Task, Task.Delay(pause, _time, enough.Token)).ConfigureAwait(true);
            enough.Cancel();
            if (!_activity.IsHeldBack)
                counted += pause;
        }
    }

    private async Task WaitUntilGoneOrStoppedAsync(IReadOnlyList<TreeMember> members)
    {
        using var stopped = new CancellationTokenSource();
        var gone = _child.Tree.WaitUntilGoneAsync(members, stopped.Token);
        await Task.WhenAny(gone, _stop.Task).ConfigureAwait(true);
        stopped.Cancel();
        await gone.ConfigureAwait(true);
    }

    private void EndDrainsAtPresent(bool dropsRest)
    {
        _output.EndAtPresent(dropsRest);
        _stages.EndDrainsAtPresent(dropsRest);
    }

    private Drain NewDrain(IOutputPipe pipe, StreamSink sink) => new(pipe, sink, _activity, RequestStop, _child.RunForeignCode, _over.Token);
}
