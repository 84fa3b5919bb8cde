namespace SafeProcess.Clusters;

/// <summary>The page that the tests of this project are about.</summary>
internal static class SchedulersPage
{
    /// <summary>The page and its examples.</summary>
    public static GuidePage Read() => GuidePage.Read(Path.Combine("..", "schedulers.md"));

    /// <summary>What stands on the page for a file.</summary>
    /// <param name="fence">What its frame says, such as <c>yaml job.yaml</c>.</param>
    public static string File(string fence)
    {
        var lines = System.IO.File.ReadAllLines(Path.Combine(Checkout.Root, "docs", "schedulers.md"));
        var start = Array.IndexOf(lines, "```" + fence) + 1;
        Assert.True(start > 0, $"docs/schedulers.md has no '{fence}'");
        return string.Concat(lines[start..Array.IndexOf(lines, "```", start)].Select(static line => line + '\n'));
    }
}
