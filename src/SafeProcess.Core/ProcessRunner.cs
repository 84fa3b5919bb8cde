using SafeProcess.Platform;
using SafeProcess.Telemetry;
using SafeProcess.Threading;

namespace SafeProcess;

/// <summary>Runs programs. Holds no state between runs: one runner may serve any number of runs at once, from any thread.</summary>
/// <remarks>Each run is an activity of the <see cref="System.Diagnostics.ActivitySource"/> <c>SafeProcess</c>, below the caller's current one, and is measured by the
/// <see cref="System.Diagnostics.Metrics.Meter"/> of that name. They tell of no argument, variable or output.</remarks>
public sealed class ProcessRunner : IProcessRunner
{
    /// <summary>Told of each step of a run, in order, on whatever thread the step happened; must not block. Null for nobody.</summary>
    public IProgress<RunEvent>? Events { get; init; }

    /// <summary>Runs a program to its end and reports what became of it. An unsuccessful end is an outcome, not an exception.</summary>
    /// <inheritdoc cref="Start" path="/param"/>
    /// <remarks>The program is started on the calling thread, before the method returns; everything else happens elsewhere.</remarks>
    /// <returns>The result, once the tree has ended (or was left as <see cref="ProcessSpec.OrphanPolicy"/> says) and both
    /// streams are drained.</returns>
    /// <exception cref="OperationCanceledException">The token was canceled before the start. Nothing was started.</exception>
    /// <exception cref="ArgumentException">A value of the spec is out of range; <see cref="ArgumentException.ParamName"/> names the property.
    /// Nothing was started.</exception>
    /// <exception cref="StartException">The program could not be started.</exception>
    /// <exception cref="ProcessFailedException">A sink or the input threw; the tree was ended first, the inner exception is theirs.</exception>
    public Task<ProcessResult> RunAsync(ProcessSpec spec, OutputSink? sink = null, CancellationToken cancellationToken = default) =>
        RunWith(this, spec, sink, cancellationToken);

    /// <summary>Starts a program and gives a handle on the run while it goes on.</summary>
    /// <param name="spec">What to run.</param>
    /// <param name="sink">Where the output goes; null keeps both streams as text, at most 100 MB each.</param>
    /// <param name="cancellationToken">Takes the tree down the stop ladder; the run then completes with a result whose outcome is
    /// <see cref="Outcome.Canceled"/> and which holds what was written up to then. If it is canceled before the start, nothing is started.</param>
    /// <exception cref="OperationCanceledException">The token was canceled before the start. Nothing was started.</exception>
    /// <exception cref="ArgumentException">A value of the spec is out of range, and <see cref="ArgumentException.ParamName"/> names the property; or one sink is
    /// given for two streams, and it is <c>sink</c>. Nothing was started.</exception>
    /// <exception cref="StartException">The program could not be started.</exception>
    public ProcessRun Start(ProcessSpec spec, OutputSink? sink = null, CancellationToken cancellationToken = default) =>
        StartWith(PlatformLauncher.Current, OwnTime.Instance, Events, spec, sink, cancellationToken);

    /// <summary><see cref="RunAsync"/> over what starts.</summary>
    internal static Task<ProcessResult> RunWith(IProcessRunner runner, ProcessSpec spec, OutputSink? sink, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<ProcessResult>(cancellationToken);
        try
        {
            spec.RefuseOpenInput();
            return runner.Start(spec, sink, cancellationToken).Completion;
        }
        catch (Exception failure) when (failure is ArgumentException or StartException)
        {
            return Task.FromException<ProcessResult>(failure);
        }
    }

    /// <summary><see cref="Start"/> over what launches and what counts the time.</summary>
    internal static ProcessRun StartWith(
        ILauncher launcher, TimeProvider time, IProgress<RunEvent>? events, ProcessSpec spec, OutputSink? sink, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        cancellationToken.ThrowIfCancellationRequested();
        spec.Validate();
        if (sink is { TakesTwice: true })
            throw new ArgumentException("One sink is given for two streams, which would write into each other: give each its own, or merge them.", nameof(sink));
        var telemetry = RunTelemetry.Begin(spec, time);
        try
        {
            return ProcessRun.Start(spec, sink ?? OutputSink.Text(), launcher, time, events, cancellationToken, telemetry);
        }
        catch (Exception failure) when (telemetry is not null)
        {
            telemetry.Failed(failure);
            telemetry.WaitUntilTold();
            throw;
        }
    }
}
