namespace SafeProcess.Unruly;

/// <summary>Commands about what Unix alone has.</summary>
internal static class ThisSystemsCommands
{
    /// <returns>The exit code; null when there is no such command.</returns>
    public static int? Run(string[] arguments, CommandLine line) => arguments[0] switch
    {
        "session" => SessionCommand.Run(),
        "die" => SignalCommands.Die(line),
        "stop-self" => SignalCommands.StopSelf(line),
        "reap" => ReapCommand.Run(arguments.AsSpan(1)),
        "wait" => WaitCommand.Run(line),
        _ => null,
    };
}
