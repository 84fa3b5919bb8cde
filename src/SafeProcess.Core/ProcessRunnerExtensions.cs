namespace SafeProcess;

/// <summary>Short forms of what every <see cref="IProcessRunner"/> does.</summary>
public static class ProcessRunnerExtensions
{
    /// <summary>Runs a program to its end, keeps what it writes as text, and reports what became of it.</summary>
    /// <param name="runner">Runs it.</param>
    /// <param name="program"><see cref="ProcessSpec.FilePath"/>.</param>
    /// <param name="arguments"><see cref="ProcessSpec.ArgumentList"/>; null for none.</param>
    /// <param name="configure">What else the spec is to say: <c>spec => spec with { Timeout = TimeSpan.FromMinutes(1) }</c>. Null for nothing else.</param>
    /// <param name="cancellationToken">Takes the tree down the stop ladder; the result is then <see cref="Outcome.Canceled"/>.</param>
    /// <inheritdoc cref="ProcessRunner.RunAsync" path="/returns"/>
    /// <inheritdoc cref="ProcessRunner.RunAsync" path="/exception"/>
    public static Task<ProcessResult> RunAsync(
        this IProcessRunner runner, string program, IReadOnlyList<string>? arguments = null, Func<ProcessSpec, ProcessSpec>? configure = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(runner);
        return runner.RunAsync(Spec(program, arguments, configure), sink: null, cancellationToken);
    }

    /// <summary>Runs a program and gives its lines while it runs: <c>await foreach (var line in runner.ReadLinesAsync("ping", ["-c", "3", "host"]))</c>.</summary>
    /// <remarks>
    /// <para>Lines of both streams, in the order they came; <see cref="OutputLine.Kind"/> says of which each is. What a line is, is told at <see cref="LineSink"/>.
    /// A slow loop holds the program back as a shell's pipe does; some 256,000 characters of each stream wait for it at most.</para>
    /// <para>The program is started when the loop begins, each time one does. Leaving the loop early, however it comes, takes the tree down the stop ladder and
    /// waits for its end.</para>
    /// </remarks>
    /// <inheritdoc cref="RunAsync" path="/param"/>
    /// <exception cref="ProcessFailedException">After the last line: the run ended any other way than success. <see cref="OutputLines"/> gives lines without
    /// it.</exception>
    /// <exception cref="OperationCanceledException">After the last line: the token was canceled. The tree has ended.</exception>
    /// <exception cref="StartException">When the loop begins: the program could not be started.</exception>
    public static IAsyncEnumerable<OutputLine> ReadLinesAsync(
        this IProcessRunner runner, string program, IReadOnlyList<string>? arguments = null, Func<ProcessSpec, ProcessSpec>? configure = null,
        CancellationToken cancellationToken = default) => runner.ReadLinesAsync(Spec(program, arguments, configure), cancellationToken);

    /// <inheritdoc cref="ReadLinesAsync(IProcessRunner, string, IReadOnlyList{string}?, Func{ProcessSpec, ProcessSpec}?, CancellationToken)"/>
    /// <param name="runner">Runs it.</param>
    /// <param name="spec">What to run.</param>
    /// <param name="cancellationToken">Takes the tree down the stop ladder.</param>
    public static IAsyncEnumerable<OutputLine> ReadLinesAsync(this IProcessRunner runner, ProcessSpec spec, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(runner);
        ArgumentNullException.ThrowIfNull(spec);
        spec.RefuseOpenInput();
        return OutputLines.OfWholeRun(runner, spec, cancellationToken);
    }

    private static ProcessSpec Spec(string program, IReadOnlyList<string>? arguments, Func<ProcessSpec, ProcessSpec>? configure)
    {
        ArgumentNullException.ThrowIfNull(program);
        var spec = new ProcessSpec(program) { ArgumentList = arguments ?? [] };
        return configure is null ? spec : configure(spec) ?? throw new ArgumentException("It gave null instead of a spec.", nameof(configure));
    }
}
