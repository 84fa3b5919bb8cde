using System.Globalization;

namespace SafeProcess.Unruly;

/// <summary>The arguments of a command: positional ones in order, and <c>--name value</c> anywhere between them.</summary>
internal sealed class CommandLine
{
    private readonly Queue<string> _positional = new();
    private readonly Dictionary<string, string> _options = [];

    public CommandLine(ReadOnlySpan<string> arguments)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            if (!arguments[i].StartsWith("--", StringComparison.Ordinal))
                _positional.Enqueue(arguments[i]);
            else if (i + 1 < arguments.Length)
                _options[arguments[i][2..]] = arguments[++i];
            else
                throw new CommandLineException($"{arguments[i]} needs a value");
        }
    }

    public bool HasNext => _positional.Count > 0;

    public string Next(string what) =>
        _positional.TryDequeue(out var value) ? value : throw new CommandLineException($"{what} is missing");

    public long NextNumber(string what) => Number(what, Next(what));

    public string? Option(string name) => _options.GetValueOrDefault(name);

    public int Option(string name, int otherwise) =>
        _options.TryGetValue(name, out var value) ? checked((int)Number(name, value)) : otherwise;

    public static long Number(string what, string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new CommandLineException($"{what} is no number: {text}");
}

internal sealed class CommandLineException(string message) : Exception(message);
