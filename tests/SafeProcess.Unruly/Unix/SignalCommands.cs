namespace SafeProcess.Unruly;

/// <summary>Commands about signals.</summary>
internal static class SignalCommands
{
    public static int Die(CommandLine line)
    {
        var signal = Number(line.Next("SIGNAL"));
        StandardStreams.WriteOutput(line.Option("out"));
        StandardStreams.WriteError(line.Option("err"));
        Libc.RestoreDefault(signal);
        Libc.SendToSelf(signal);
        return Lifetime.Hang();
    }

    public static int StopSelf(CommandLine line)
    {
        StandardStreams.WriteOutput(line.Option("out"));
        Libc.SendToSelf(Libc.SIGSTOP);
        return Lifetime.Hang();
    }

    private static int Number(string signal) => signal switch
    {
        "SIGHUP" => 1,
        "SIGINT" => 2,
        "SIGQUIT" => 3,
        "SIGILL" => 4,
        "SIGABRT" => 6,
        "SIGFPE" => 8,
        "SIGKILL" => 9,
        "SIGUSR1" => 10,
        "SIGSEGV" => 11,
        "SIGUSR2" => 12,
        "SIGPIPE" => 13,
        "SIGALRM" => 14,
        "SIGTERM" => 15,
        _ => (int)CommandLine.Number("SIGNAL", signal),
    };
}
