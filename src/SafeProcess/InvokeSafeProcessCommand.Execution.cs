using System.Management.Automation;
using System.Text;

namespace SafeProcess.Commands;

/// <content>The life of the run inside the pipeline.</content>
public sealed partial class InvokeSafeProcessCommand
{
    private PipelineRun? _run;
    private OutputPlan? _output;
    private InputWriter? _input;
    private bool _isConcluded;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            Start();
        }
        catch (ArgumentException invalid) when (invalid is InvalidParameterException or InvalidCommandBlockException)
        {
            LastExitCode.Set(SessionState, LastExitCode.Of(invalid));
            ThrowTerminatingError(RunErrors.For(invalid));
        }
        catch (StartException failure)
        {
            _output?.Undo();
            LastExitCode.Set(SessionState, LastExitCode.Of(failure));
            ThrowTerminatingError(RunErrors.For(failure, Hint(failure)));
        }
    }

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
        if (_run is null || _output is null || _isConcluded)
            return;
        _isConcluded = true;
        try
        {
            _input?.Complete();
            Conclude(_run, _output);
        }
        catch
        {
            EndEarly();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _run?.RequestStop();

    /// <summary>Ends what is still running, for example because another command of the pipeline failed.</summary>
    public void Dispose()
    {
        _input?.Dispose();
        _run?.Dispose();
        _output?.Dispose();
    }

    private void Start()
    {
        var hasInput = MyInvocation.ExpectingInput || MyInvocation.BoundParameters.ContainsKey(nameof(InputObject));
        var run = new PipelineRun(this);
        var pipe = hasInput ? new InputPipe(run.Pump.Wake) : null;
        var stages = ReadStages();
        var spec = ReadSpec(stages, pipe is null ? ProcessInput.Empty : ProcessInput.FromChunks(pipe.ReadAllAsync()));
        var options = ReadOutputOptions(stages, As) with { KeepNewline = KeepNewline };
        if (KeepNewline && As != OutputForm.Text)
            throw new InvalidParameterException(nameof(KeepNewline), $"cannot be used with -As {As}: it needs -As Text");
        if (!ShouldRun(CommandLine.Show(spec), "Run"))
            return;

        _run = run;
        _output = new OutputPlan(options, run.Pump);
        run.Start(spec, _output.Sink, IsVerbose() ? new VerboseEvents(run.Pump) : null);
        if (pipe is not null)
            _input = new InputWriter(pipe, run.Pump, InputEncoding ?? ProcessInput.DefaultEncoding);
    }

    private void Conclude(PipelineRun run, OutputPlan output)
    {
        ProcessResult result;
        ErrorRecord? error = null;
        try
        {
            result = run.WaitForEnd();
            if (!result.Success)
                error = RunErrors.For(result);
        }
        catch (ProcessFailedException failure)
        {
            result = failure.Result;
            error = RunErrors.For(failure);
        }

        SetLastExitCode(result);
        output.Dispose();
        output.Emit(this, result);
        if (error is not null)
            WriteError(error);
    }

    /// <summary>The pipeline stops: the run ends before anything else goes on.</summary>
    private void EndEarly()
    {
        if (_run?.End() is { } result)
            SetLastExitCode(result);
    }

    private void SetLastExitCode(ProcessResult result) => LastExitCode.Set(SessionState, LastExitCode.Of(result));
}
