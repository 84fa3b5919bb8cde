using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>One run as a cmdlet drives it: started and waited for on the pipeline thread, stopped from any thread.</summary>
internal sealed class PipelineRun(Cmdlet cmdlet) : IDisposable
{
    private readonly ActiveRun _active = new();
    private Task<ProcessResult>? _task;

    /// <summary>Where the run's output and events reach the pipeline.</summary>
    public PipelinePump Pump { get; } = new(cmdlet);

    /// <inheritdoc cref="ActiveRun.Start"/>
    public void Start(ProcessSpec spec, OutputSink sink, IProgress<RunEvent>? events)
    {
        _task = _active.Start(spec, sink, events).Completion;
        _task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(Pump.Wake);
    }

    /// <summary>The run; null before the start.</summary>
    public ProcessRun? Run => _active.Run;

    /// <summary>Whether the run has ended.</summary>
    public bool IsOver => _task is { IsCompleted: true };

    /// <summary>Emits what the run has to say until it has ended. On the pipeline thread.</summary>
    /// <returns>The result.</returns>
    /// <exception cref="PipelineStoppedException">The host process is ending.</exception>
    /// <exception cref="ProcessFailedException">The output could not be delivered or the input could not be read.</exception>
    public ProcessResult WaitForEnd()
    {
        var task = _task!;
        Pump.EmitUntil(() => task.IsCompleted);
        // A script whose host ends must not go on to its next line while the host waits for the last run.
        return ActiveRuns.HostEnds ? throw new PipelineStoppedException() : task.GetAwaiter().GetResult();
    }

    /// <summary>Asks the run to end without anyone listening any more. From any thread, any number of times; does not wait.</summary>
    public void RequestStop()
    {
        Pump.Abandon();
        _active.RequestStop();
    }

    /// <summary>Ends the run, if it has not ended, and waits for that: at most the grace period and the little the ladder takes.</summary>
    /// <returns>The result; null when there is none because the run failed.</returns>
    public ProcessResult? End()
    {
        if (_task is not { } task)
            return null;
        RequestStop();
        Pump.EmitUntil(() => task.IsCompleted);
        return task.IsCompletedSuccessfully ? task.Result : (task.Exception?.InnerException as ProcessFailedException)?.Result;
    }

    /// <summary>Ends the run as <see cref="End"/> does.</summary>
    public void Dispose()
    {
        End();
        _active.Dispose();
    }
}
