using System.Globalization;
using System.Runtime.InteropServices;

namespace SafeProcess.Unruly;

/// <summary>Commands that have descendants.</summary>
internal static class TreeCommands
{
    /// <summary>The process between a detached one and its parent; never asked for by a test.</summary>
    public const string IntermediateName = "intermediate";

    private const int BetweenLines = 20;

    public static int Tree(CommandLine line)
    {
        if (line.Option("orphan-of") is { } intermediate)
            Traits.WaitUntilParentIsNot((int)CommandLine.Number("orphan-of", intermediate));

        var name = line.Next("TRAITS");
        var traits = name.Split(',');
        if (traits.Contains("ignore"))
            Traits.IgnoreStopSignals();
        // A detached one is in the session that its intermediate made.
        if (traits.Contains("setsid") && !traits.Contains("detached"))
            Traits.LeaveSession();
        using var respawning = traits.Contains("respawn") ? PosixSignalRegistration.Create(Traits.StopSignal, Respawn) : null;

        StandardStreams.WriteOutput($"pid {Environment.ProcessId} {name}\n");
        if (line.HasNext)
        {
            StartNext(line);
            return Lifetime.Hang(line.Option("for", Lifetime.Limit));
        }

        StandardStreams.WriteOutput("ready\n");
        if (traits.Contains("silent"))
        {
            StandardStreams.Close(1);
            StandardStreams.Close(2);
        }

        // The first line comes before the tree is ready: an orphan that gets no processor for a while could be stopped, as silent, before it wrote any.
        var lines = line.Option("lines", 0);
        if (lines > 0)
            StandardStreams.WriteOutput("line 1\n");
        if (line.Option("tell") is { } pipe)
            OrphanCommand.TellReady(pipe);
        for (var i = 2; i <= lines; i++)
        {
            Thread.Sleep(BetweenLines);
            StandardStreams.WriteOutput($"line {i}\n");
        }

        return Lifetime.Hang(line.Option("for", Lifetime.Limit));
    }

    public static int Intermediate(CommandLine line)
    {
        var traits = line.Next("TRAITS");
        if (traits.Split(',').Contains("setsid"))
            Traits.LeaveSession();
        Start("tree", traits, line, "--orphan-of", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    public static int Many(CommandLine line)
    {
        for (var i = line.NextNumber("N"); i > 0; i--)
            StandardStreams.WriteOutput($"pid {Children.StartIdle()}\n");

        StandardStreams.WriteOutput("ready\n");
        return Lifetime.Hang();
    }

    /// <summary>Starts the process that the next traits describe; those after them are its descendants.</summary>
    public static void StartNext(CommandLine line, params ReadOnlySpan<string> more)
    {
        var traits = line.Next("TRAITS");
        Start(traits.Split(',').Contains("detached") ? IntermediateName : "tree", traits, line, more);
    }

    private static void Start(string command, string traits, CommandLine line, params ReadOnlySpan<string> more)
    {
        List<string> arguments = [command, traits];
        while (line.HasNext)
            arguments.Add(line.Next("TRAITS"));
        foreach (var option in (ReadOnlySpan<string>)["lines", "for", "tell"])
        {
            if (line.Option(option) is not { } value)
                continue;
            arguments.Add($"--{option}");
            arguments.Add(value);
        }

        arguments.AddRange(more);
        Children.Start(arguments, traits.Split(',').Contains("setsid"), traits.Split(',').Contains("bare") ? Needed() : null);
    }

    private static Dictionary<string, string> Needed() =>
        Traits.NeededVariables.Select(name => (name, value: Environment.GetEnvironmentVariable(name)))
            .Where(variable => variable.value is not null).ToDictionary(variable => variable.name, variable => variable.value!);

    private static void Respawn(PosixSignalContext context)
    {
        context.Cancel = true;
        Children.Start(["tree", "plain"], outside: false, environment: null);
        Environment.Exit(0);
    }
}
