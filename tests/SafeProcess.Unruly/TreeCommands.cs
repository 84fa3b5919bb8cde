using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using SafeProcess.Unruly.Unix;

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
            WaitUntilParentIsNot((int)CommandLine.Number("orphan-of", intermediate));

        var name = line.Next("TRAITS");
        var traits = name.Split(',');
        if (traits.Contains("ignore"))
            Libc.Ignore(Libc.SIGTERM, Libc.SIGINT, Libc.SIGHUP, Libc.SIGQUIT);
        // A detached one is in the session that its intermediate made.
        if (traits.Contains("setsid") && !traits.Contains("detached"))
            Libc.NewSession();
        using var respawning = traits.Contains("respawn") ? PosixSignalRegistration.Create(PosixSignal.SIGTERM, Respawn) : null;

        StandardStreams.WriteOutput($"pid {Environment.ProcessId} {name}\n");
        if (line.HasNext)
        {
            StartNext(line);
            return Lifetime.Hang(line.Option("for", Lifetime.Limit));
        }

        StandardStreams.WriteOutput("ready\n");
        if (line.Option("tell") is { } pipe)
            OrphanCommand.TellReady(pipe);
        for (var i = 1; i <= line.Option("lines", 0); i++)
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
            Libc.NewSession();
        Start("tree", traits, line, "--orphan-of", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    public static int Many(CommandLine line)
    {
        for (var i = line.NextNumber("N"); i > 0; i--)
        {
            using var child = Process.Start("sleep", "120");
            StandardStreams.WriteOutput($"pid {child.Id}\n");
        }

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
        var start = new ProcessStartInfo(Environment.ProcessPath!) { ArgumentList = { command, traits } };
        while (line.HasNext)
            start.ArgumentList.Add(line.Next("TRAITS"));
        foreach (var option in (ReadOnlySpan<string>)["lines", "for", "tell"])
        {
            if (line.Option(option) is not { } value)
                continue;
            start.ArgumentList.Add($"--{option}");
            start.ArgumentList.Add(value);
        }

        foreach (var argument in more)
            start.ArgumentList.Add(argument);
        if (traits.Split(',').Contains("bare"))
            DropEnvironment(start);
        using var child = Process.Start(start);
    }

    private static void DropEnvironment(ProcessStartInfo start)
    {
        start.Environment.Remove("DOTNET_ROOT", out var runtime);
        start.Environment.Clear();
        if (runtime is not null)
            start.Environment["DOTNET_ROOT"] = runtime;
    }

    private static void Respawn(PosixSignalContext context)
    {
        context.Cancel = true;
        using var child = Process.Start(Environment.ProcessPath!, ["tree", "plain"]);
        Environment.Exit(0);
    }

    private static void WaitUntilParentIsNot(int intermediate)
    {
        while (Libc.ParentId() == intermediate)
            Thread.Sleep(1);
    }
}
