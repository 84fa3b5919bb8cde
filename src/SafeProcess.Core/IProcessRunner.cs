namespace SafeProcess;

/// <summary>What runs programs. Code that takes one of these can be tested without a process: <see cref="ProcessRunner"/> runs programs,
/// <see cref="Testing.ScriptedRunner"/> does as a test says.</summary>
public interface IProcessRunner
{
    /// <summary>Runs a program to its end and reports what became of it. An unsuccessful end is an outcome, not an exception.</summary>
    /// <inheritdoc cref="ProcessRunner.RunAsync" path="/param"/>
    /// <returns>The result, once the tree has ended (or was left as <see cref="ProcessSpec.OrphanPolicy"/> says) and both streams are drained.</returns>
    Task<ProcessResult> RunAsync(ProcessSpec spec, OutputSink? sink = null, CancellationToken cancellationToken = default);

    /// <summary>Starts a program and gives a handle on the run while it goes on.</summary>
    /// <inheritdoc cref="ProcessRunner.Start" path="/param"/>
    ProcessRun Start(ProcessSpec spec, OutputSink? sink = null, CancellationToken cancellationToken = default);
}
