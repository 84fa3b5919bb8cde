using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace SafeProcess.Commands;

/// <summary>One run as a cmdlet drives it: started and waited for on the pipeline thread, stopped from any thread.</summary>
internal sealed class PipelineRun : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly object _starting = new();
    private Task<ProcessResult>? _task;

    /// <summary>A run that writes through this cmdlet.</summary>
    public PipelineRun(Cmdlet cmdlet) => Pump = new PipelinePump(cmdlet);

    /// <summary>Where the run's output and events reach the pipeline.</summary>
    public PipelinePump Pump { get; }

    /// <summary>The runspace whose pipeline the run belongs to.</summary>
    public Runspace? Runspace { get; private set; }

    /// <summary>How long the run may take to end once it is asked to.</summary>
    public TimeSpan GracePeriod { get; private set; }

    /// <summary>Starts the program.</summary>
    /// <param name="spec">What to run.</param>
    /// <param name="sink">Where the output goes.</param>
    /// <param name="events">Told of each step; null for nobody.</param>
    /// <exception cref="StartException">The program could not be started.</exception>
    /// <exception cref="PipelineStoppedException">The host process is ending.</exception>
    public void Start(ProcessSpec spec, OutputSink sink, IProgress<RunEvent>? events)
    {
        if (ActiveRuns.HostEnds)
            throw new PipelineStoppedException();
        GracePeriod = spec.GracePeriod;
        Runspace = Runspace.DefaultRunspace;
        // Before there is a program, so that there is never one that a host which ends knows nothing of.
        ActiveRuns.Add(this);
        Task<ProcessResult> task;
        lock (_starting)
        {
            task = new ProcessRunner { Events = events }.RunAsync(spec, sink, _stop.Token);
            if (task.IsFaulted && task.Exception.InnerException is not ProcessFailedException)
                task.GetAwaiter().GetResult();
            _task = task;
        }

        task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(Pump.Wake);
    }

    /// <summary>Emits what the run has to say until it has ended. On the pipeline thread.</summary>
    /// <returns>The result.</returns>
    /// <exception cref="PipelineStoppedException">The run was stopped before it could start, or the host process is ending.</exception>
    /// <exception cref="ProcessFailedException">The output could not be delivered or the input could not be read.</exception>
    public ProcessResult WaitForEnd()
    {
        var task = _task!;
        Pump.EmitUntil(() => task.IsCompleted);
        // A canceled task, as opposed to a result that says so, is a run that was stopped before it could start. And a script
        // whose host ends must not go on to its next line while the host waits for the last run.
        return task.IsCanceled || ActiveRuns.HostEnds ? throw new PipelineStoppedException() : task.GetAwaiter().GetResult();
    }

    /// <summary>Asks the run to end without anyone listening any more. From any thread, any number of times; does not wait.</summary>
    public void RequestStop()
    {
        Pump.Abandon();
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The run ended while it was being asked to.
        }
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

    /// <summary>Waits for the end of a run without taking part in it. From any thread.</summary>
    /// <returns>False when the time was not enough.</returns>
    public bool WaitForEnd(TimeSpan time)
    {
        lock (_starting)
        {
            // Asked to stop before it started, it does not start any more.
            if (_task is null)
                return true;
        }

        return Task.WhenAny(_task).Wait(time);
    }

    /// <summary>Ends the run as <see cref="End"/> does.</summary>
    public void Dispose()
    {
        End();
        ActiveRuns.Remove(this);
        _stop.Dispose();
    }
}
