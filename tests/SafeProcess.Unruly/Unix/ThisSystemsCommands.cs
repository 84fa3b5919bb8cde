namespace SafeProcess.Unruly;

/// <summary>Commands about what Unix alone has.</summary>
internal static class ThisSystemsCommands
{
    /// <returns>The exit code; null when there is no such command.</returns>
    public static int? Run(string command, CommandLine line) => command switch
    {
        "session" => SessionCommand.Run(),
        "die" => SignalCommands.Die(line),
        "stop-self" => SignalCommands.StopSelf(line),
        "wait" => WaitCommand.Run(line),
        _ => null,
    };
}
