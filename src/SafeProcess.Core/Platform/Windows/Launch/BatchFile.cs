using System.Buffers;
using System.Text;

namespace SafeProcess.Platform.Windows.Launch;

/// <summary>Batch files have no program of their own: cmd.exe reads the whole command line anew, by rules of its own. What it would take for more than
/// text is refused, as no way of quoting holds against every batch file (CVE-2024-24576,
/// https://flatt.tech/research/posts/batbadbut-you-cant-securely-execute-commands-on-windows).</summary>
internal static class BatchFile
{
    /// <summary>The longest line that cmd.exe reads, in characters.</summary>
    public const int LongestLine = 8191;

    // Within quotes cmd.exe takes all others for themselves. A quote ends the quotes, a percent sign and an exclamation mark begin a variable wherever
    // they stand, and a line break ends the command.
    private static readonly SearchValues<char> _refused = SearchValues.Create("\"%!\r\n");
    private static readonly SearchValues<char> _plain = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789#$*+-./:?@_");

    /// <summary>Whether a path is that of a batch file.</summary>
    public static bool IsOne(string path) =>
        path.EndsWith(".bat", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".cmd", StringComparison.OrdinalIgnoreCase);

    /// <summary>What cannot be passed to it.</summary>
    /// <returns>Null when all can.</returns>
    public static string? FindRefused(string path, IReadOnlyList<string> arguments)
    {
        if (Refused(path) is { } inPath)
            return $"the path of a batch file cannot hold {inPath}: cmd.exe would read it as part of a command";
        for (var index = 0; index < arguments.Count; index++)
        {
            if (Refused(arguments[index]) is { } inArgument)
                return $"element {index} of its arguments holds {inArgument}, which cmd.exe would read as part of a command: it cannot be passed to a batch file";
        }

        return null;
    }

    /// <summary>The command line by which an interpreter runs it. Check with <see cref="FindRefused"/> before.</summary>
    /// <remarks>Without AutoRun commands of the registry (/d), with command extensions (/e:on), without delayed expansion (/v:off); of what follows /c
    /// the first and the last quote are taken away (/s), and nothing else.</remarks>
    public static string CommandLine(string interpreter, string path, IReadOnlyList<string> arguments)
    {
        var text = new StringBuilder().Append('"').Append(interpreter).Append("\" /d /e:on /v:off /s /c \"\"").Append(path).Append('"');
        for (var index = 0; index < arguments.Count; index++)
        {
            var argument = arguments[index];
            text.Append(' ');
            if (argument.Length > 0 && !argument.AsSpan().ContainsAnyExcept(_plain))
                text.Append(argument);
            else
                // The backslashes at the end are doubled, as for the program that the batch file hands it on to.
                CommandLineText.AppendQuoted(text, argument);
        }

        return text.Append('"').ToString();
    }

    private static string? Refused(string text)
    {
        var at = text.AsSpan().IndexOfAny(_refused);
        return at < 0 ? null : text[at] switch
        {
            '"' => "a quote (\")",
            '%' => "a percent sign (%)",
            '!' => "an exclamation mark (!)",
            _ => "a line break",
        };
    }
}
