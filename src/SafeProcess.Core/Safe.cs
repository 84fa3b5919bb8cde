namespace SafeProcess;

/// <summary>Programs in one line: <c>(await Safe.RunAsync("git", ["status"])).EnsureSuccess()</c>.</summary>
/// <remarks>It is <see cref="ProcessRunner"/> with nothing set, and what <see cref="ProcessRunnerExtensions"/> makes of it. Code that is to be tested without
/// processes takes an <see cref="IProcessRunner"/>, which has the same calls.</remarks>
public static class Safe
{
    private static readonly ProcessRunner _runner = new();

    /// <inheritdoc cref="ProcessRunnerExtensions.RunAsync"/>
    /// <param name="program"><see cref="ProcessSpec.FilePath"/>.</param>
    /// <param name="arguments"><see cref="ProcessSpec.ArgumentList"/>; null for none.</param>
    /// <param name="configure">What else the spec is to say: <c>spec => spec with { Timeout = TimeSpan.FromMinutes(1) }</c>. Null for nothing else.</param>
    /// <param name="cancellationToken">Takes the tree down the stop ladder; the result is then <see cref="Outcome.Canceled"/>.</param>
    public static Task<ProcessResult> RunAsync(
        string program, IReadOnlyList<string>? arguments = null, Func<ProcessSpec, ProcessSpec>? configure = null, CancellationToken cancellationToken = default) =>
        _runner.RunAsync(program, arguments, configure, cancellationToken);

    /// <summary>Runs what a spec says, keeps what it writes as text, and reports what became of it. A pipeline is
    /// <c>Safe.RunAsync(new ProcessSpec("du", "-k") | new ProcessSpec("sort", "-n"))</c>.</summary>
    /// <param name="spec">What to run.</param>
    /// <param name="cancellationToken">Takes the tree down the stop ladder; the result is then <see cref="Outcome.Canceled"/>.</param>
    /// <inheritdoc cref="ProcessRunner.RunAsync" path="/returns"/>
    /// <inheritdoc cref="ProcessRunner.RunAsync" path="/exception"/>
    public static Task<ProcessResult> RunAsync(ProcessSpec spec, CancellationToken cancellationToken = default) =>
        _runner.RunAsync(spec, sink: null, cancellationToken);

    /// <inheritdoc cref="ProcessRunnerExtensions.ReadLinesAsync(IProcessRunner, string, IReadOnlyList{string}?, Func{ProcessSpec, ProcessSpec}?, CancellationToken)"/>
    /// <param name="program"><see cref="ProcessSpec.FilePath"/>.</param>
    /// <param name="arguments"><see cref="ProcessSpec.ArgumentList"/>; null for none.</param>
    /// <param name="configure">What else the spec is to say; null for nothing else.</param>
    /// <param name="cancellationToken">Takes the tree down the stop ladder.</param>
    public static IAsyncEnumerable<OutputLine> ReadLinesAsync(
        string program, IReadOnlyList<string>? arguments = null, Func<ProcessSpec, ProcessSpec>? configure = null, CancellationToken cancellationToken = default) =>
        _runner.ReadLinesAsync(program, arguments, configure, cancellationToken);

    /// <inheritdoc cref="ProcessRunnerExtensions.ReadLinesAsync(IProcessRunner, ProcessSpec, CancellationToken)"/>
    /// <param name="spec">What to run.</param>
    /// <param name="cancellationToken">Takes the tree down the stop ladder.</param>
    public static IAsyncEnumerable<OutputLine> ReadLinesAsync(ProcessSpec spec, CancellationToken cancellationToken = default) =>
        _runner.ReadLinesAsync(spec, cancellationToken);
}
