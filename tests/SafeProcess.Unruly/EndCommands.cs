namespace SafeProcess.Unruly;

/// <summary>Commands that end, or do not.</summary>
internal static class EndCommands
{
    /// <summary>The exit code of what found its pipe closed: a shell's word for SIGPIPE, by which a native program ends.</summary>
    public const int NobodyReads = 141;

    public static int Exit(CommandLine line)
    {
        var code = (int)line.NextNumber("CODE");
        StandardStreams.WriteOutput(line.Option("out"));
        StandardStreams.WriteError(line.Option("err"));
        return code;
    }

    public static int Hang(CommandLine line)
    {
        StandardStreams.WriteOutput(line.Option("out"));
        StandardStreams.WriteError(line.Option("err"));
        return Lifetime.Hang(line.Option("for", Lifetime.Limit));
    }
}
