using System.Management.Automation;
using System.Text;

namespace SafeProcess.Commands;

/// <content>The life of the run inside the pipeline.</content>
public sealed partial class InvokeSafeProcessCommand
{
    private static readonly TimeSpan _longestWait = TimeSpan.FromDays(1);

    private readonly ManualResetEventSlim _stop = new();
    private ProcessSpec? _spec;
    private OutputOptions? _options;
    private RetryPolicy _retry = RetryPolicy.Never;
    private int _attempt;
    private volatile PipelineRun? _run;
    private OutputPlan? _output;
    private RunProgress? _progress;
    private InputWriter? _input;
    private bool _isConcluded;

    /// <inheritdoc/>
    protected override void BeginProcessing() => TellOfStart(Begin);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_run is null || _input is null || _isConcluded)
            return;
        try
        {
            _input.Add(InputObject);
            _run.Pump.EmitPending();
        }
        catch (InvalidParameterException invalid)
        {
            // The run ends as with an input that cannot be read: its result comes first, with what was written up to now.
            _input.Fail(invalid);
            EndProcessing();
            UpstreamEnd.Request(this);
            return;
        }
        catch
        {
            EndEarly();
            throw;
        }

        // Whoever goes on producing would keep the result back, for ever if there is no end.
        if (Stopping || !_run.IsOver)
            return;
        EndProcessing();
        UpstreamEnd.Request(this);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        // Nothing was started with -WhatIf.
        if (_run is null || _isConcluded)
            return;
        _isConcluded = true;
        try
        {
            CompleteInput();
            TellOfStart(Conclude);
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
        // In this order: an attempt that begins meanwhile looks for the first after it can be found by the second.
        _stop.Set();
        _run?.RequestStop();
    }

    /// <summary>Ends what is still running, for example because another command of the pipeline failed.</summary>
    public void Dispose()
    {
        _progress?.Dispose();
        _input?.Dispose();
        _run?.Dispose();
        _output?.Dispose();
        _stop.Dispose();
    }

    /// <summary>Does something that may fail to start a program, and tells of that.</summary>
    private void TellOfStart(Action start)
    {
        try
        {
            start();
        }
        catch (ArgumentException invalid) when (invalid is InvalidParameterException or InvalidCommandBlockException)
        {
            LastExitCode.Set(SessionState, LastExitCode.Of(invalid));
            ThrowTerminatingError(RunErrors.For(invalid));
        }
        catch (StartException failure)
        {
            LastExitCode.Set(SessionState, LastExitCode.Of(failure));
            ThrowTerminatingError(RunErrors.For(failure, Hint(failure)));
        }
    }

    private void CompleteInput()
    {
        try
        {
            _input?.Complete();
        }
        catch (InvalidParameterException invalid)
        {
            _input!.Fail(invalid);
        }
    }

    private void Begin()
    {
        var hasInput = MyInvocation.ExpectingInput || MyInvocation.BoundParameters.ContainsKey(nameof(InputObject));
        var pipe = hasInput ? new InputPipe(() => _run?.Pump.Wake()) : null;
        var stages = ReadStages();
        _spec = ReadSpec(stages, ReadInput(pipe));
        // What a program reads is the output, not a table of the result.
        var forProgram = As == OutputForm.Result && DownstreamReader.IsProgram(this);
        _options = ReadOutputOptions(stages, forProgram ? OutputForm.Text : As) with { ForProgram = forProgram, KeepNewline = KeepNewline, Show = Show };
        if (KeepNewline && As != OutputForm.Text)
            throw new InvalidParameterException(nameof(KeepNewline), $"cannot be used with -As {As}: it needs -As Text");
        _retry = ReadRetryPolicy(RetryCount, RetryDelay, RetryOn);
        if (hasInput && RetryCount > 0)
            throw new InvalidParameterException(nameof(RetryCount), "cannot be used with pipeline input, which comes only once: give the input as a file, with -StandardInputPath");
        if (!ShouldRun(CommandLine.Show(_spec), "Run"))
            return;

        Start();
        if (pipe is not null)
            _input = new InputWriter(pipe, _run!.Pump, TextOfInput);
    }

    /// <summary>Starts the next attempt, which may take several.</summary>
    private void Start()
    {
        while (!TryStart())
        {
        }
    }

    /// <returns>False when it did not start, and the time has come to try again.</returns>
    private bool TryStart()
    {
        _attempt++;
        var run = new PipelineRun(this);
        var output = new OutputPlan(_options!, run.Pump);
        try
        {
            run.Start(_spec!, output.Sink, IsVerbose() ? new VerboseEvents(run.Pump) : null);
        }
        catch (StartException failure)
        {
            output.Undo();
            run.Dispose();
            if (!WaitsToRetry(null, failure))
                throw;
            return false;
        }
        catch
        {
            output.Undo();
            run.Dispose();
            throw;
        }

        (_run, _output) = (run, output);
        if (_stop.IsSet)
            run.RequestStop();
        if (ShowsProgress())
            _progress = new RunProgress(run.Run!, run.Pump);
        return true;
    }

    private void Conclude()
    {
        while (true)
        {
            var (result, brokenOff) = WaitForEnd(_run!);
            _output!.Dispose();
            if (WaitsToRetry(result, brokenOff))
            {
                WarnOfOrphans(result);
                _run!.Dispose();
                _run = null;
                Start();
                continue;
            }

            SetLastExitCode(result);
            _output.Emit(this, result, RetryCount > 0 ? _attempt : null);
            WarnOfOrphans(result);
            if (brokenOff is not null)
                WriteError(RunErrors.For(brokenOff));
            else if (!result.Success)
                WriteError(RunErrors.For(result));
            return;
        }
    }

    /// <returns>The result, and what broke the run's output or input off.</returns>
    private (ProcessResult Result, ProcessFailedException? BrokenOff) WaitForEnd(PipelineRun run)
    {
        try
        {
            return (run.WaitForEnd(), null);
        }
        catch (ProcessFailedException failure)
        {
            return (failure.Result, failure);
        }
        finally
        {
            _progress?.End(this);
            _progress = null;
        }
    }

    /// <summary>Waits until the next attempt is due.</summary>
    /// <returns>False when there is none, or the pipeline stops.</returns>
    private bool WaitsToRetry(ProcessResult? result, Exception? failure)
    {
        if (_retry.DelayAfter(_attempt, result, failure) is not { } delay)
            return false;
        WriteVerbose($"Attempt {_attempt} failed; once more in {Display.Time(delay)}. {result?.ToString() ?? VisibleText.Line(failure!.Message)}");
        // In parts, as one wait counts no more than 24 days.
        for (var left = delay; left > TimeSpan.Zero && !_stop.IsSet; left -= _longestWait)
            _stop.Wait(left < _longestWait ? left : _longestWait);
        return !_stop.IsSet;
    }

    /// <summary>The pipeline stops: the run ends before anything else goes on.</summary>
    private void EndEarly()
    {
        if (_run?.End() is { } result)
            SetLastExitCode(result);
    }

    private void WarnOfOrphans(ProcessResult result)
    {
        if (OrphanWarning.For(result) is { } warning)
            WriteWarning(warning);
    }

    private void SetLastExitCode(ProcessResult result) => LastExitCode.Set(SessionState, LastExitCode.Of(result));
}
