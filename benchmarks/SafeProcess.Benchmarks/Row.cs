namespace SafeProcess.Benchmarks;

/// <summary>One thing to measure.</summary>
/// <param name="Name">The name on the command line.</param>
/// <param name="MeasureAsync">Measures it now.</param>
/// <param name="OwnProcess">Measure in a fresh process: what ran before would hide growth.</param>
internal sealed record Row(string Name, Func<Settings, Task<IReadOnlyList<Reading>>> MeasureAsync, bool OwnProcess = false);

/// <summary>How much to measure.</summary>
/// <param name="Quick">Smaller sizes and fewer rounds: an impression, not a figure to quote.</param>
/// <param name="Module">The module manifest that the rows in pwsh import; null when none was found.</param>
internal sealed record Settings(bool Quick, string? Module);

/// <summary>One line of the table.</summary>
/// <param name="What">What was measured against what.</param>
/// <param name="Bar">What it has to reach.</param>
/// <param name="Figure">The figure; null when it was not measured.</param>
/// <param name="Detail">How the figure came about, or why there is none.</param>
internal sealed record Reading(string What, Bar Bar, double? Figure, string Detail)
{
    public static Reading NotMeasured(string what, Bar bar, string reason) => new(what, bar, null, reason);

    public string Verdict => Figure is not { } figure ? "not measured" : Bar.IsMetBy(figure) ? "met" : "NOT MET";
}
