namespace SafeProcess;

/// <content>Programs joined by the system's pipes.</content>
public sealed partial record ProcessSpec
{
    /// <summary>The most programs that one run can join.</summary>
    public const int MostStages = 250;

    /// <summary>The program whose standard output this one reads, as the shell's <c>|</c> has it; null for none. They run as one run, the
    /// spec of which is the last one's: see the remarks.</summary>
    /// <remarks>Each stage has its own program, arguments, directory, environment, <see cref="MergeStandardError"/> and <see cref="SuccessExitCode"/>.
    /// <see cref="Input"/> is that of the first stage. All else (times, signal, orphans, limits) is the whole run's and stands in the last spec; one that
    /// stands elsewhere is refused. No byte between two stages passes through the host. A run ends when all of its programs have.</remarks>
    public ProcessSpec? PipedFrom { get; init; }

    /// <summary>The pipeline in which a program, or the first one of a pipeline, reads what this one writes.</summary>
    /// <returns>The spec of the last program, with all else that <paramref name="next"/> says.</returns>
    public ProcessSpec PipeTo(ProcessSpec next)
    {
        ArgumentNullException.ThrowIfNull(next);
        var joined = this;
        foreach (var stage in next.Stages())
            joined = stage with { PipedFrom = joined };
        return joined;
    }

    /// <summary><see cref="PipeTo"/>. Both <c>(a | b) | c</c> and <c>a | (b | c)</c> are the same pipeline.</summary>
    public static ProcessSpec operator |(ProcessSpec from, ProcessSpec to)
    {
        ArgumentNullException.ThrowIfNull(from);
        return from.PipeTo(to);
    }

    /// <summary>The programs of the run, the first first; this one is the last.</summary>
    internal IReadOnlyList<ProcessSpec> Stages()
    {
        if (PipedFrom is null)
            return [this];
        var stages = new List<ProcessSpec>();
        for (var stage = this; stage is not null; stage = stage.PipedFrom)
            stages.Add(stage);
        stages.Reverse();
        return stages;
    }
}
