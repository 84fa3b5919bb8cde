using System.Text;

namespace SafeProcess.Platform.Windows.Launch;

/// <summary>The one text that a Windows program is given for its arguments, written so that the C runtime takes it apart into exactly these
/// (https://learn.microsoft.com/cpp/c-language/parsing-c-command-line-arguments).</summary>
internal static class CommandLineText
{
    /// <summary>The longest one CreateProcess takes, in characters without the NUL at the end.</summary>
    public const int Longest = 32_766;

    /// <summary>Program and arguments.</summary>
    /// <param name="program">As it was named.</param>
    /// <param name="arguments">In order.</param>
    /// <param name="isLastRaw">See <see cref="ProcessSpec.IsLastArgumentRaw"/>.</param>
    public static string Of(string program, IReadOnlyList<string> arguments, bool isLastRaw = false)
    {
        // The first one is read by another rule: up to the next quote, whatever stands before it.
        var text = new StringBuilder().Append('"').Append(program).Append('"');
        for (var index = 0; index < arguments.Count; index++)
        {
            text.Append(' ');
            if (isLastRaw && index == arguments.Count - 1)
                text.Append(arguments[index]);
            else
                AppendArgument(text, arguments[index]);
        }

        return text.ToString();
    }

    /// <summary>A command line as it may be shown: what the C runtime would take for one argument is replaced by what is shown of that, and all else stays.</summary>
    public static string Show(string line, ShownArguments shown)
    {
        var text = new StringBuilder();
        for (var at = 0; at < line.Length;)
        {
            var begin = at;
            var argument = Next(line, ref at);
            var instead = shown([argument])[0];
            text.Append(instead == argument ? line[begin..at] : instead.Contains(' ', StringComparison.Ordinal) ? $"\"{instead}\"" : instead);
            for (; at < line.Length && line[at] is ' ' or '\t'; at++)
                text.Append(line[at]);
        }

        // A program may read its line in another way.
        return shown([text.ToString()])[0];
    }

    /// <summary>Reads one argument, up to the blank behind it.</summary>
    private static string Next(string line, ref int at)
    {
        var argument = new StringBuilder();
        for (var quoted = false; at < line.Length && (quoted || line[at] is not (' ' or '\t'));)
        {
            var backslashes = 0;
            for (; at < line.Length && line[at] == '\\'; at++)
                backslashes++;
            if (at == line.Length || line[at] != '"')
            {
                argument.Append('\\', backslashes);
                if (at < line.Length && (quoted || line[at] is not (' ' or '\t')))
                    argument.Append(line[at++]);
                continue;
            }

            argument.Append('\\', backslashes / 2);
            at++;
            if (backslashes % 2 == 1)
                argument.Append('"');
            else
                quoted = !quoted;
        }

        return argument.ToString();
    }

    /// <summary>Appends one argument, in quotes where it needs them.</summary>
    public static void AppendArgument(StringBuilder text, string argument)
    {
        if (argument.Length > 0 && !argument.AsSpan().ContainsAny(" \t\n\v\""))
            text.Append(argument);
        else
            AppendQuoted(text, argument);
    }

    /// <summary>Appends one argument in quotes.</summary>
    public static void AppendQuoted(StringBuilder text, string argument)
    {
        text.Append('"');
        var backslashes = 0;
        foreach (var one in argument)
        {
            // Backslashes stand for themselves, unless a quote follows: then each needs another, and the quote one of its own.
            if (one == '"')
                text.Append('\\', backslashes + 1);
            backslashes = one == '\\' ? backslashes + 1 : 0;
            text.Append(one);
        }

        text.Append('\\', backslashes).Append('"');
    }
}
