using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace SafeProcess.Commands;

/// <summary>One run of this host process, whoever drives it, as long as it goes on. All members may be used from any thread.</summary>
internal sealed class ActiveRun : IJobRun, IStoppedWithHost, IDisposable
{
    private static int _lastId;

    private readonly CancellationTokenSource _stop = new();
    private readonly object _starting = new();
    private ProcessRun? _run;

    /// <summary>The number by which this host process names the run; 0 before the start.</summary>
    public int Id { get; private set; }

    /// <summary>What drives it.</summary>
    public RunKind Kind { get; init; } = RunKind.Single;

    /// <inheritdoc/>
    public SafeProcessJob? Job { get; init; }

    /// <summary>The runspace whose pipeline or job the run belongs to: the one this is made in, unless told otherwise.</summary>
    public Runspace? Runspace { get; init; } = Runspace.DefaultRunspace;

    /// <inheritdoc/>
    public TimeSpan GracePeriod { get; private set; }

    /// <summary>The run; null before the start.</summary>
    public ProcessRun? Run => Volatile.Read(ref _run);

    /// <inheritdoc/>
    public string Program => Path.GetFileName(Run?.FilePath) ?? string.Empty;

    /// <inheritdoc/>
    public string Location => "localhost";

    /// <inheritdoc/>
    public int ProcessId => Run?.ProcessId ?? 0;

    /// <inheritdoc/>
    public long StandardOutputLength => Run?.StandardOutputLength ?? 0;

    /// <inheritdoc/>
    public long StandardErrorLength => Run?.StandardErrorLength ?? 0;

    /// <inheritdoc/>
    public string? Target => Run is { Completion.IsCompleted: false } going ? $"{CommandLine.Show(going.Spec)} (run {Id}, process {going.ProcessId})" : null;

    /// <summary>Starts the program.</summary>
    /// <param name="spec">What to run.</param>
    /// <param name="sink">Where the output goes.</param>
    /// <param name="events">Told of each step; null for nobody.</param>
    /// <exception cref="StartException">The program could not be started.</exception>
    /// <exception cref="PipelineStoppedException">The host process is ending, or the run was asked to stop before it could start.</exception>
    public ProcessRun Start(ProcessSpec spec, OutputSink sink, IProgress<RunEvent>? events)
    {
        if (ActiveRuns.HostEnds)
            throw new PipelineStoppedException();
        Id = Interlocked.Increment(ref _lastId);
        GracePeriod = spec.GracePeriod;
        // Before there is a program, so that there is never one that a host which ends knows nothing of.
        ActiveRuns.Add(this);
        try
        {
            lock (_starting)
                return _run = new ProcessRunner { Events = events }.Start(spec, sink, _stop.Token);
        }
        catch (OperationCanceledException stopped)
        {
            throw new PipelineStoppedException("The run was stopped before it could start.", stopped);
        }
    }

    /// <inheritdoc/>
    public void RequestStop()
    {
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The run ended while it was being asked to.
        }
    }

    /// <inheritdoc/>
    public async Task<ProcessResult?> EndAsync()
    {
        if (Job is not null)
        {
            await Job.Over.ConfigureAwait(false);
            return Job.Result;
        }

        try
        {
            return await Run!.Completion.ConfigureAwait(false);
        }
        catch (ProcessFailedException failure)
        {
            return failure.Result;
        }
    }

    /// <inheritdoc/>
    public bool WaitForEnd(TimeSpan time)
    {
        // Asked to stop before it started, it does not start any more.
        lock (_starting)
        {
            if (_run is null)
                return true;
        }

        return Task.WhenAny(_run.Completion).Wait(time);
    }

    /// <summary>Forgets the run. It has ended, or did not start.</summary>
    public void Dispose()
    {
        ActiveRuns.Remove(this);
        _stop.Dispose();
    }
}
