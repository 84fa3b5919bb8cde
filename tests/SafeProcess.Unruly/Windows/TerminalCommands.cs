using System.Text;

namespace SafeProcess.Unruly;

/// <summary>Commands about the console that this process may have.</summary>
internal static class TerminalCommands
{
    /// <summary>Which streams are consoles, and how large it is.</summary>
    public static int Tell()
    {
        StandardStreams.WriteOutput(string.Empty);
        var size = Console.IsOutputRedirected ? "0x0" : $"{Console.WindowWidth}x{Console.WindowHeight}";
        StandardStreams.WriteOutput($"{!Console.IsInputRedirected} {!Console.IsOutputRedirected} {!Console.IsErrorRedirected} {size}\n");
        return 0;
    }

    /// <summary>Asks at the console as programs ask for a password: what is typed is not shown.</summary>
    public static int Ask(CommandLine line)
    {
        StandardStreams.WriteOutput(line.Next("TEXT"));
        var answer = new StringBuilder();
        for (var key = Console.ReadKey(intercept: true); key.KeyChar != '\r'; key = Console.ReadKey(intercept: true))
            answer.Append(key.KeyChar);
        StandardStreams.WriteOutput($"\ngot {answer}\n");
        return 0;
    }
}
