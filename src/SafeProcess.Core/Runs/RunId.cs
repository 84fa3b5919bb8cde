namespace SafeProcess.Runs;

/// <summary>Names a run in the environment of its tree, so that descendants are recognized however they detach.</summary>
internal static class RunId
{
    /// <summary>The environment variable every program of a run is given.</summary>
    public const string Variable = "SAFEPROCESS_RUN_ID";

    /// <summary>How the variable begins in an environment.</summary>
    public static ReadOnlySpan<byte> VariableAndEquals => "SAFEPROCESS_RUN_ID="u8;

    // A host that itself runs inside a run passes that run's id on, or the outer run would lose sight of the inner one's escapees.
    private static readonly string? _outer = Environment.GetEnvironmentVariable(Variable);

    /// <summary>A new id: the ids of the runs around it, outermost first, then its own, separated by colons.</summary>
    public static string New()
    {
        var own = Guid.NewGuid().ToString("N");
        return string.IsNullOrEmpty(_outer) ? own : $"{_outer}:{own}";
    }

    /// <summary>The run's own id: the last of the chain.</summary>
    public static ReadOnlySpan<char> OwnPart(string runId) => runId.AsSpan(runId.LastIndexOf(':') + 1);

    /// <summary>Whether an id found in an environment is that of a run, or of one inside it.</summary>
    public static bool IsWithin(string found, string runId) =>
        found.StartsWith(runId, StringComparison.Ordinal) && (found.Length == runId.Length || found[runId.Length] == ':');
}
