using SafeProcess.Platform;

namespace SafeProcess.Telemetry;

/// <summary>What the programs of a run are called, without their directories. It says which programs they are and nothing of what they were given.</summary>
internal static class ProgramNames
{
    private const int MostNamed = 5;

    /// <summary>The last one, whose process and exit code are those of the run.</summary>
    /// <param name="spec">What is run.</param>
    /// <param name="stages">What was launched of it; empty when nothing was.</param>
    public static string Last(ProcessSpec spec, IReadOnlyList<ChildStage> stages) =>
        stages.Count > 0 ? Path.GetFileName(stages[^1].FilePath) : AskedFor(spec);

    /// <summary>All of them, as a shell writes a pipeline; of more than five the first four and the last.</summary>
    /// <inheritdoc cref="Last" path="/param"/>
    public static string All(ProcessSpec spec, IReadOnlyList<ChildStage> stages)
    {
        if (spec.PipedFrom is null)
            return Last(spec, stages);
        List<string> names = stages.Count > 0 ? [.. stages.Select(static stage => Path.GetFileName(stage.FilePath))] : [.. spec.Stages().Select(AskedFor)];
        return string.Join(" | ", names.Count <= MostNamed ? names : [.. names.Take(MostNamed - 1), "...", names[^1]]);
    }

    /// <summary>What was not found may be a whole command line, written as if it were a program: its arguments are nobody's concern.</summary>
    private static string AskedFor(ProcessSpec spec)
    {
        var path = spec.FilePath.Trim();
        var blank = path.AsSpan().IndexOfAny(" \t\r\n");
        return Path.GetFileName(Path.TrimEndingDirectorySeparator(blank < 0 ? path : path[..blank]));
    }
}
