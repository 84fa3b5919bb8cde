using System.Runtime.InteropServices;

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
        if (line.Option("first") == "err")
            StandardStreams.WriteError(line.Option("err"));
        StandardStreams.WriteOutput(line.Option("out"));
        if (line.Option("first") != "err")
            StandardStreams.WriteError(line.Option("err"));
        return Lifetime.Hang(line.Option("for", Lifetime.Limit));
    }

    public static int Farewell(CommandLine line)
    {
        var text = line.Next("TEXT");
        var code = (int)line.NextNumber("CODE");
        var times = line.Option("times", 1);
        var signal = line.Option("signal") is { } name ? Enum.Parse<PosixSignal>(name) : Traits.StopSignal;
        using var registration = PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            StandardStreams.WriteOutput(string.Concat(Enumerable.Repeat(text, times)));
            StandardStreams.WriteError(line.Option("err"));
            Environment.Exit(code);
        });
        StandardStreams.WriteOutput("ready\n");
        return Lifetime.Hang();
    }

    public static int Touch(CommandLine line)
    {
        File.WriteAllBytes(line.Next("PATH"), []);
        return 0;
    }
}
