namespace SafeProcess.Tests.Guide;

/// <summary>Where a page says something else than what its examples did.</summary>
internal static class PageDifferences
{
    /// <summary>Each difference with its place; none where all agree.</summary>
    public static List<string> Of(GuidePage page, IReadOnlyList<GuideReport> reports)
    {
        Assert.Equal(page.Examples.Count, reports.Count);
        return [.. page.Examples.Zip(reports, (example, report) => Difference(page.Name, example, report)).OfType<string>()];
    }

    private static string? Difference(string page, GuideExample example, GuideReport report)
    {
        if (report.Problem.Length > 0)
            return $"{page}:{example.Line}: this example {report.Problem}";
        if (!example.IsRun || Transcript.FirstDifference(example.Output ?? [], report.Printed) is not { } line)
            return null;
        var printed = $"it printed:\n{string.Join('\n', report.Printed.Where(text => text.Trim().Length > 0).Select(text => "  " + text))}";
        if (example.Output is null)
            return $"{page}:{example.Line}: this example says nothing of its output; {printed}";
        var where = $"{page}:{example.OutputLine + 1 + line}: the example of line {example.Line}";
        return line == example.Output.Count
            ? $"{where} prints more than stands here; {printed}"
            : $"{where} does not print '{example.Output[line]}' here; {printed}";
    }
}
