namespace SafeProcess.Commands;

/// <summary>Tells of what a program left behind and had to be stopped, which is no error of the run unless <c>-OrphanPolicy Fail</c> says so.</summary>
internal static class OrphanWarning
{
    private const int MostNamed = 5;

    /// <summary>One line that can be shown; null when there is nothing to tell, or an error tells it.</summary>
    public static string? For(ProcessResult? result)
    {
        // Of a run that was stopped as a whole the same list is the whole tree.
        if (result is not { Outcome: Outcome.Exited or Outcome.Signaled, Diagnosis: { Count: > 0 } stopped })
            return null;
        var names = string.Join(", ", stopped.Take(MostNamed)) + (stopped.Count > MostNamed ? $" and {stopped.Count - MostNamed} more" : "");
        var left = result.Survivors.Count > 0 ? $"; {result.Survivors.Count} of them could not be ended" : "";
        return VisibleText.Line($"'{Path.GetFileName(result.FilePath)}' left behind {names}, which had to be stopped{left}. -OrphanPolicy says what becomes of such processes.");
    }
}
