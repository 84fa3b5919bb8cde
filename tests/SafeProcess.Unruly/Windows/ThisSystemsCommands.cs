using System.Globalization;

namespace SafeProcess.Unruly;

/// <summary>Commands about what Windows alone has.</summary>
internal static class ThisSystemsCommands
{
    /// <returns>The exit code; null when there is no such command.</returns>
    public static int? Run(string[] arguments, CommandLine line) => arguments[0] switch
    {
        "break-away" => BreakAway(),
        "handle" => Handle(line),
        _ => null,
    };

    private static int BreakAway()
    {
        StandardStreams.WriteOutput(Children.TryStartOutside(["hang"]) is { } id ? $"pid {id} outside\n" : "denied\n");
        return 0;
    }

    private static int Handle(CommandLine line)
    {
        var handle = nint.Parse(line.Next("HANDLE"), CultureInfo.InvariantCulture);
        StandardStreams.WriteOutput(Kernel32.GetHandleInformation(handle, out _) ? "open\n" : "closed\n");
        return 0;
    }
}
