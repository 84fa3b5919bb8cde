using System.Diagnostics;
using SafeProcess.Platform;
using SafeProcess.Runs;
using SafeProcess.Threading;
using Activity = System.Diagnostics.Activity;

namespace SafeProcess.Telemetry;

/// <summary>What listeners to <see cref="RunInstruments"/> are told of one run. It is an observer of the run as the caller's is: told of the same events, in order, on a
/// thread of its own, as listeners are code of the host's that may block or throw. Neither ends a run.</summary>
internal sealed class RunTelemetry : IProgress<RunEvent>
{
    // A listener hears of all runs. One that blocks would keep a thread of each and have each wait for it.
    private const int MostStuck = 4;

    private static readonly bool _isSupported = !AppContext.TryGetSwitch("SafeProcess.Telemetry.IsSupported", out var isSupported) || isSupported;
    private static readonly Lazy<RunInstruments?> _instruments = new(RunInstruments.TryCreate);
    private static int _stuck;
    private static int _isBegun;

    // In it are the caller's activity, which becomes the parent, and what else listeners expect to flow, such as baggage.
    private readonly ExecutionContext? _callersContext = ExecutionContext.Capture();
    private readonly Observer _observer;
    private readonly ProcessSpec _spec;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _startTime;
    private readonly long _started;
    private IReadOnlyList<ChildStage> _stages = [];
    private Containment _containment;
    private RunEnd? _end;
    private Activity? _activity;
    private bool _isCounted;

    private RunTelemetry(ProcessSpec spec, TimeProvider time)
    {
        (_spec, _time, _startTime, _started) = (spec, time, time.GetUtcNow(), time.GetTimestamp());
        _observer = new Observer(this, () => Elapsed, static _ => { });
    }

    private TimeSpan Elapsed => _time.GetElapsedTime(_started);

    /// <summary>Begins what is told of a run that is about to start.</summary>
    /// <returns>Null when nobody listens.</returns>
    public static RunTelemetry? Begin(ProcessSpec spec, TimeProvider time) => IsWanted() ? new RunTelemetry(spec, time) : null;

    /// <summary>The programs run.</summary>
    public void Launched(IChild child)
    {
        (_stages, _containment) = (child.Stages, child.Containment);
        // To make the instruments is to call foreign code and takes some milliseconds: the first run has it done beside, and what happens is kept until then. Not
        // before there is a program: the thread for it may be the last that the system has to give.
        if (!_instruments.IsValueCreated && Interlocked.Exchange(ref _isBegun, 1) == 0)
            ForeignCode.RunAside(static () => _ = _instruments.Value);
    }

    /// <summary>The programs could not be started, or the run was lost for a reason of its own.</summary>
    public void Failed(Exception failure)
    {
        _end = new RunEnd(null, _stages.Count == 0 ? TelemetryNames.NotStarted : nameof(Outcome.Canceled), TelemetryNames.ErrorTypeOf(failure), Elapsed);
        Tell(RunEventKind.Ended, "");
    }

    /// <summary>Waits on this thread until listeners were told, as long as a run does at its end.</summary>
    public void WaitUntilTold()
    {
        if (!WhenToldAsync().Wait(Receivers.Patience))
            GiveUp();
    }

    /// <summary>What became of the run. <see cref="RunEventKind.Ended"/> is told next.</summary>
    public void Concluded(ProcessResult result, ProcessFailedException? failure) =>
        _end = new RunEnd(result, result.Outcome.ToString(), TelemetryNames.ErrorTypeOf(result, failure), result.Duration);

    /// <inheritdoc cref="Observer.Tell"/>
    public void Tell(RunEventKind kind, string message) => _observer.Tell(kind, message);

    /// <inheritdoc cref="Observer.WhenToldAsync"/>
    public Task WhenToldAsync() => _observer.WhenToldAsync();

    /// <summary>No longer waits for listeners. While several are stuck, other runs tell nothing.</summary>
    public void GiveUp()
    {
        Interlocked.Increment(ref _stuck);
        WhenToldAsync().ContinueWith(
            static _ => Interlocked.Decrement(ref _stuck), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <inheritdoc/>
    public void Report(RunEvent value)
    {
        if (_callersContext is null)
            Show(value);
        else
            ExecutionContext.Run(_callersContext, _ => Show(value), null);
    }

    private static bool IsWanted()
    {
        if (!_isSupported || Volatile.Read(ref _stuck) >= MostStuck)
            return false;
        return !_instruments.IsValueCreated || _instruments.Value is { HasListeners: true };
    }

    private void Show(RunEvent happened)
    {
        if (_instruments.Value is not { } instruments)
            return;
        switch (happened.Kind)
        {
            case RunEventKind.Started:
                Guard(() => ShowStart(instruments));
                Guard(() => Count(instruments));
                break;
            case RunEventKind.Ended:
                ShowEnd(instruments, _end!);
                break;
            default:
                ShowStep(instruments, happened);
                break;
        }
    }

    private void ShowStart(RunInstruments instruments)
    {
        var tags = new List<KeyValuePair<string, object?>> { new(TelemetryNames.ExecutableName, ProgramNames.Last(_spec, _stages)) };
        if (_stages.Count > 0)
        {
            tags.Add(new(TelemetryNames.ProcessId, _stages[^1].ProcessId));
            tags.Add(new(TelemetryNames.ContainmentKind, _containment.ToString()));
        }

        if (_spec.PipedFrom is not null)
            tags.Add(new(TelemetryNames.StageCount, _spec.Stages().Count));
        _activity = instruments.Source.CreateActivity(ProgramNames.All(_spec, _stages), ActivityKind.Internal, default(ActivityContext), tags);
        _activity?.SetStartTime(_startTime.UtcDateTime);
        _activity?.Start();
    }

    private void Count(RunInstruments instruments)
    {
        if (!instruments.ActiveRuns.Enabled)
            return;
        _isCounted = true;
        instruments.ActiveRuns.Add(1, new KeyValuePair<string, object?>(TelemetryNames.ExecutableName, ProgramNames.Last(_spec, _stages)));
    }

    private void ShowStep(RunInstruments instruments, RunEvent happened)
    {
        if (TelemetryNames.OfStep(happened.Kind) is not { } step)
            return;
        var tags = happened.Kind == RunEventKind.StopSignalSent ? new ActivityTagsCollection { [TelemetryNames.StopSignal] = _spec.StopSignal.ToString() } : null;
        if (_activity is { IsAllDataRequested: true })
            _activity.AddEvent(new ActivityEvent($"safeprocess.{step}", _startTime + happened.Elapsed, tags));
        Guard(() => instruments.Steps.Add(
            1, new(TelemetryNames.ExecutableName, ProgramNames.Last(_spec, _stages)), new(TelemetryNames.Step, step)));
    }

    private void ShowEnd(RunInstruments instruments, RunEnd end)
    {
        if (_activity is null && _stages.Count == 0)
            Guard(() => ShowStart(instruments));
        // What is measured belongs to it: a listener may keep the activity as an example.
        if (_activity is not null)
            Activity.Current = _activity;
        var program = ProgramNames.Last(_spec, _stages);
        if (_isCounted)
            Guard(() => instruments.ActiveRuns.Add(-1, new KeyValuePair<string, object?>(TelemetryNames.ExecutableName, program)));
        foreach (var measure in end.Measures(instruments, program, _spec.OrphanPolicy))
            Guard(measure);
        if (_activity is null)
            return;
        if (_activity.IsAllDataRequested)
            end.Describe(_activity, _startTime);
        Guard(() =>
        {
            _activity.SetEndTime((_startTime + end.Duration).UtcDateTime);
            _activity.Stop();
        });
    }

    /// <summary>What a listener throws is its own concern.</summary>
    private static void Guard(Action tell)
    {
        try
        {
            tell();
        }
        catch (Exception)
        {
            // Nobody else is to miss it.
        }
    }
}
