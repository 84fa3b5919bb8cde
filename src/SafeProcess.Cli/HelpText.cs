using System.CommandLine;
using System.CommandLine.Invocation;

namespace SafeProcess.Cli;

/// <summary>The help page. System.CommandLine's own puts the program before the options, where they would be the program's.</summary>
internal sealed class HelpText : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        var command = parseResult.CommandResult.Command;
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine(
            $"""
            {command.Description}

            Usage: {command.Name} [OPTION]... [--] PROGRAM [ARGUMENT]...

            What follows PROGRAM belongs to it, options as well. Standard input is passed on when it is a pipe or a file,
            and empty when it is a terminal. TIME: 5 and 1.5 are seconds; 500ms, 30s, 5m, 1h30m work too.
            SIZE: 4096 is bytes; 64K, 512M (or 512MB), 2G are multiples of 1,024.

            """);
        foreach (var option in command.Options)
            output.WriteLine($"  {option.Name + " " + option.HelpName,-24}{option.Description}");
        output.WriteLine(
            """

            Exit code: the program's own; 124 after a deadline; 125 when safeprocess itself fails, a limit is exceeded
            or --orphans fail had some to stop;
            126 when the program cannot be run; 127 when it is not found; 128 + n after signal n.
            """);
        return 0;
    }
}
