namespace SafeProcess.Cli.Tests.Completion;

/// <summary>The scripts that safeprocess prints, and lines that each shell completes alike.</summary>
internal static class CompletionScripts
{
    /// <summary>What is typed, and the one word that the last one becomes.</summary>
    public static TheoryData<string, string> Unique => new()
    {
        { "--time", "--timeout" },
        { "-v --time", "--timeout" },
        { "--timeout 5s --idle", "--idle-timeout" },
        { "-k 5s --js", "--json" },
        { "-k5s --js", "--json" },
        { "--env A=b:c --js", "--json" },
        { "--orphans k", "keep" },
        { "--json --containment na", "namespace" },
        { "-s Q", "QUIT" },
        { "--completion fi", "fish" },
    };

    /// <summary>Where the script of a shell was written.</summary>
    public static async Task<string> WriteAsync(Scratch scratch, string shell)
    {
        var ended = await SafeprocessCommand.RunAsync("--completion", shell);
        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
        return scratch.Write("completion", ended.OutputBytes);
    }

    /// <summary>Skips the test where there is no such shell.</summary>
    public static void Need(string shell) =>
        Assert.SkipUnless(SafeProcess.Tests.Harness.Command.Output("sh", "-c", $"command -v {shell}") is not null, $"there is no {shell} here");
}
