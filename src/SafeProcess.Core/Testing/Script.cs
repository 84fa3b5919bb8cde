namespace SafeProcess.Testing;

/// <summary>What one program is going to do.</summary>
/// <param name="Steps">In order.</param>
/// <param name="Descendants">The names of those that outlive it.</param>
/// <param name="Failure">Why it does not start; null when it does.</param>
/// <param name="IgnoresStopSignal">Whether only a kill ends it.</param>
/// <param name="ExitCodeWhenAsked">What it exits with when it is asked to end; null when the signal ends it.</param>
internal sealed record Script(
    IReadOnlyList<Step> Steps, IReadOnlyList<string> Descendants, (StartFailure Failure, string? Message)? Failure, bool IgnoresStopSignal, int? ExitCodeWhenAsked);

/// <summary>A step of a script.</summary>
internal abstract record Step
{
    /// <summary>The next one comes so much later.</summary>
    public sealed record Pause(TimeSpan Time) : Step;

    /// <summary>Writes.</summary>
    public sealed record Write(OutputKind Kind, ReadOnlyMemory<byte> Bytes) : Step;

    /// <summary>Reads all of the input, and answers.</summary>
    public sealed record Answer(Func<string, string?> Of, bool EachLine) : Step;

    /// <summary>Exits.</summary>
    public sealed record Exit(int Code) : Step;

    /// <summary>A signal ends it.</summary>
    public sealed record Signal(int Number, string Name) : Step;

    /// <summary>Waits for whoever ends it.</summary>
    public sealed record Hang : Step;

    /// <summary>The same, and exceeds a limit.</summary>
    public sealed record Exceed(ResourceLimit Limit) : Step;
}
