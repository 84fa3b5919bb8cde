namespace SafeProcess.Runs;

/// <summary>Why a run was asked to stop before its program ended.</summary>
/// <param name="Outcome">What the run's outcome becomes.</param>
/// <param name="Reason">One sentence.</param>
/// <param name="Failure">The exception of a sink or the input that caused it; else null.</param>
internal sealed record StopCause(Outcome Outcome, string Reason, Exception? Failure = null)
{
    /// <summary>The limit that was exceeded; null for another cause.</summary>
    public ResourceLimit? Limit { get; init; }
}
