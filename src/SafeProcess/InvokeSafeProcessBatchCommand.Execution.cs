using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace SafeProcess.Commands;

/// <content>The life of the batch inside the pipeline.</content>
public sealed partial class InvokeSafeProcessBatchCommand
{
    // So that a run which ends finds the next item there without waiting for the pipeline thread.
    private const int MostWaiting = 16;

    // Each holds its output: results that wait for an earlier one are as many as a reader can tell from none.
    private const int MostHeld = 256;

    // Enough for the rest of what a producer has at hand.
    private static readonly TimeSpan _longestNaming = TimeSpan.FromSeconds(1);

    private PipelinePump? _pump;
    private BatchScheduler? _scheduler;
    private BatchOutput? _output;
    private BatchProgress? _progress;
    private ITimer? _progressTimer;
    private SucceededRuns? _succeeded;
    private JobLog? _log;
    private Func<bool>? _hasRoom;
    private long _items;
    private TimeSpan? _over;
    private bool _isConcluded;
    private volatile bool _stopped;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            Begin();
        }
        catch (ArgumentException invalid) when (invalid is InvalidParameterException or InvalidCommandBlockException)
        {
            LastExitCode.Set(SessionState, LastExitCode.Of(invalid));
            ThrowTerminatingError(RunErrors.For(invalid));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        HideBound();
        try
        {
            foreach (var item in Items())
            {
                Add(_items++, item);
                Wait(_hasRoom!);
            }
        }
        catch
        {
            EndEarly();
            throw;
        }

        if (Stopping || !IsOver())
            return;
        EndProcessing();
        UpstreamEnd.Request(this);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_isConcluded)
            return;
        _isConcluded = true;
        var (output, scheduler) = (_output!, _scheduler!);
        try
        {
            _progress?.Total = _items;
            Wait(() => output.Ended == _items);
            LetGo();
            _progressTimer?.Dispose();
            _progress?.End(this);
            LastExitCode.Set(SessionState, output.ExitCode);
            output.WriteNotRun(this, scheduler.Closing);
        }
        catch
        {
            EndEarly();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        _stopped = true;
        _pump?.Abandon();
        _scheduler?.Stop();
        _dispatcher?.Stop();
        _pump?.Wake();
    }

    /// <summary>Ends what is still running, for example because another command of the pipeline failed.</summary>
    public void Dispose()
    {
        if (_scheduler is { } scheduler)
        {
            End(scheduler);
            ActiveBatches.Remove(scheduler);
            scheduler.Dispose();
        }

        _dispatcher?.Dispose();

        _progressTimer?.Dispose();
        _log?.Dispose();
    }

    private void Begin()
    {
        HideBound();
        var options = ReadBatchOptions();
        if (IsElsewhere)
            _sources = SessionTargets.Read(ParameterSetName, MyInvocation.BoundParameters);
        ReadCommand();
        CheckConstants();
        CheckFiles();
        if (!MyInvocation.ExpectingInput && !MyInvocation.BoundParameters.ContainsKey(nameof(InputObject)))
            throw new InvalidParameterException(nameof(InputObject), "is missing: the items come down the pipeline");
        OpenLog();

        var pump = _pump = new PipelinePump(this);
        var output = _output = new BatchOutput(pump, KeepOrder ? new BatchOrder() : null, _log) { ForProgram = DownstreamReader.IsProgram(this) };
        var runner = MakeRunner(pump, out var news);
        var scheduler = _scheduler = new BatchScheduler(options, runner, output, TimeProvider.System);
        news?.Scheduler = scheduler;
        ActiveBatches.Add(scheduler, Runspace.DefaultRunspace);
        _hasRoom = () =>
        {
            long atOnce = runner.MostAtOnce;
            // One more than none, as it may be that nothing is ready yet.
            return _items - output.Ended < Math.Max(atOnce + Math.Min(atOnce, MostWaiting), 1) && output.Held < MostHeld + atOnce;
        };
        _dispatcher?.Open();
        if (!ShowsProgress())
            return;
        var progress = _progress = new BatchProgress(MyInvocation.MyCommand.Name, scheduler, output, _dispatcher) { Total = TotalCount };
        _progressTimer = TimeProvider.System.CreateTimer(_ => progress.Refresh(pump), null, BatchProgress.Interval, BatchProgress.Interval);
    }

    /// <param name="pump">The way to the pipeline thread.</param>
    /// <param name="news">What the runner tells, which needs a scheduler; null when it tells nothing.</param>
    private IBatchRunner MakeRunner(PipelinePump pump, out SessionNews? news)
    {
        news = null;
        // What is only told of needs no session.
        if (!IsElsewhere || IsWhatIf())
            return new BatchRunner(Runspace.DefaultRunspace, ThrottleLimit, IsVerbose() ? item => new VerboseEvents(pump, $"Item {item.Index}: ") : null);
        news = new SessionNews(pump, _log);
        _dispatcher = MakeDispatcher(news);
        return _dispatcher;
    }

    /// <summary>Refuses what is wrong for every item before the first one is run.</summary>
    private void CheckConstants()
    {
        SensitiveArguments.Parse(SensitiveArgument);
        OptionsOf(OutputForm.Result).Validate();
        var timeout = ItemScript.Unwrap(Timeout) is ScriptBlock ? null : ItemReader.Time(nameof(Timeout), Timeout);
        var environment = ItemScript.Unwrap(Environment) is ScriptBlock ? null : Environment;
        Limit(new ProcessSpec("program") { Timeout = timeout, Environment = ItemReader.Environment(nameof(Environment), environment).Variables });
    }

    private void OpenLog()
    {
        if (JobLog is null)
            return;
        var path = PathResolver.Resolve(this, nameof(JobLog), JobLog);
        if (Resume)
        {
            _succeeded = SucceededRuns.Read(nameof(JobLog), path);
            if (_succeeded.TornLines > 0)
                WriteVerbose($"{_succeeded.TornLines} lines of '{VisibleText.Of(path)}' are no whole records and count for nothing.");
        }

        if (!IsWhatIf())
            _log = Commands.JobLog.Open(nameof(JobLog), path);
    }

    /// <summary>What came down the pipeline: one item. A list that was given by name is as many items as it has elements.</summary>
    private IEnumerable<object?> Items() =>
        !MyInvocation.ExpectingInput && LanguagePrimitives.GetEnumerable(InputObject) is { } list ? list.Cast<object?>() : [InputObject];

    /// <summary>Whether whoever still produces items produces them in vain. They are taken for a while, to be named as not run.</summary>
    private bool IsOver()
    {
        var scheduler = _scheduler!;
        if (scheduler.Closing is not (BatchClosing.ItemFailed or BatchClosing.TimedOut) || !scheduler.IsIdle)
            return false;
        _over ??= scheduler.Elapsed;
        return _output!.NotRun >= BatchOutput.MostNamed || scheduler.Elapsed - _over > _longestNaming;
    }

    private void Add(long index, object? inputObject)
    {
        var scheduler = _scheduler!;
        if (scheduler.Closing != BatchClosing.Open)
        {
            scheduler.Add(new BatchItem(index, inputObject, null));
            return;
        }

        BatchItem item;
        try
        {
            var call = ReadCall(index, inputObject);
            item = IsElsewhere ? ItemElsewhere(call, inputObject) : ReadItem(call, inputObject, isLogged: JobLog is not null);
        }
        catch (Exception failure) when (failure is InvalidParameterException or InvalidCommandBlockException or ItemScriptException or PSInvalidCastException)
        {
            scheduler.Reject(new BatchItem(index, inputObject, null), failure);
            return;
        }

        var command = CommandLine.Show(item.Spec!);
        if (item.Key is not null && _succeeded?.Take(item.Key) == true)
        {
            WriteVerbose($"Item {index}: '{command}' has succeeded before, as the job log says.");
            _output!.Skip(this, index);
        }
        else if (ShouldRun(command, "Run"))
        {
            scheduler.Add(item);
        }
        else
        {
            _output!.Skip(this, index);
        }
    }

    private void Wait(Func<bool> condition)
    {
        var scheduler = _scheduler!;
        _pump!.EmitUntil(() => condition() || (scheduler.Closing == BatchClosing.Requested && scheduler.IsIdle));
        // A script whose host ends must not go on to its next line while the host waits for the last run.
        if (_stopped || ActiveRuns.HostEnds)
            throw new PipelineStoppedException();
    }

    /// <summary>The pipeline stops: all runs end, at the same time, before anything else goes on.</summary>
    private void EndEarly()
    {
        End(_scheduler!);
        LastExitCode.Set(SessionState, _output!.ExitCode is not 0 and var exitCode ? exitCode : LastExitCode.CutOff);
    }

    private void End(BatchScheduler scheduler)
    {
        _pump!.Abandon();
        scheduler.Stop();
        _dispatcher?.Stop();
        _pump.EmitUntil(() => scheduler.IsIdle);
        LetGo();
    }

    private bool IsWhatIf() =>
        LanguagePrimitives.IsTrue(MyInvocation.BoundParameters.TryGetValue("WhatIf", out var given) ? given : GetVariableValue("WhatIfPreference"));
}
