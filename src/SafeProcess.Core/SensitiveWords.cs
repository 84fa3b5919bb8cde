using System.Globalization;

namespace SafeProcess;

/// <summary>What people say is secret among the arguments of programs: positions, names of options, and patterns. <c>-SensitiveArgument</c> and
/// <c>--sensitive-argument</c> are read so. Letters match whatever their case, as what is hidden in vain does less harm. Immutable.</summary>
/// <remarks>A number is a position, counted from 0, a negative one from the end. A name that begins with a dash (<c>--password</c>) means what follows it: the next argument,
/// or what stands behind <c>=</c> or <c>:</c> in the same one; another name what stands behind it, or an argument that is the same. A pattern with wildcards
/// (<c>ghp_*</c>, <c>?</c>, <c>[a-z]</c>, a backtick before one that is meant as it stands) means each argument that it matches and, if that is an option, the next one.</remarks>
public sealed class SensitiveWords
{
    private readonly List<int> _positions = [];
    private readonly List<string> _names = [];
    private readonly List<Wildcard> _patterns = [];

    private SensitiveWords()
    {
    }

    /// <summary>Whether nothing is said to be secret.</summary>
    public bool IsEmpty => _positions.Count + _names.Count + _patterns.Count == 0;

    /// <summary>The positions among the words, which can be meant of one program only.</summary>
    public IReadOnlyList<int> Positions => _positions;

    /// <summary>Reads the words.</summary>
    /// <param name="words">Each a position, a name or a pattern; null for none.</param>
    /// <exception cref="InvalidSpecException">One says nothing, or is no pattern.</exception>
    public static SensitiveWords Parse(IEnumerable<string?>? words)
    {
        var sensitive = new SensitiveWords();
        foreach (var word in words ?? [])
        {
            if (string.IsNullOrWhiteSpace(word?.Trim('=', ':')))
                throw Invalid("has an empty element: it takes positions, names of options and patterns");
            if (int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var position))
                sensitive._positions.Add(position);
            else if (Wildcard.IsIn(word))
                sensitive._patterns.Add(Wildcard.TryParse(word) ?? throw Invalid($"has '{VisibleText.Of(word)}', which is no pattern: a set in brackets is empty or has no end"));
            else
                sensitive._names.Add(word.TrimEnd('=', ':'));
        }

        return sensitive;
    }

    /// <summary>What is secret among the arguments of a program: <see cref="ProcessSpec.SensitiveArguments"/>. A name or a pattern that fits nothing is no error.</summary>
    /// <param name="program">The program, for what an error says.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="InvalidSpecException">There is no argument at a position.</exception>
    public IReadOnlyList<SensitivePart> Find(string program, IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var parts = new List<SensitivePart>();
        foreach (var position in _positions)
        {
            var index = position < 0 ? arguments.Count + position : position;
            if (index < 0 || index >= arguments.Count)
                throw Invalid($"is {position}, and '{VisibleText.Of(program)}' has {arguments.Count} arguments, counted from 0");
            parts.Add(new(index));
        }

        for (var index = 0; index < arguments.Count; index++)
        {
            foreach (var name in _names)
            {
                if (PartNamed(arguments[index], index, name) is { } part)
                    parts.Add(part);
            }

            if (!_patterns.Exists(pattern => pattern.Matches(arguments[index])))
                continue;
            parts.Add(new(index));
            // Whether --pass* is meant for an option or for a secret, its value is none to show.
            if (IsOption(arguments[index]))
                parts.Add(new(index + 1));
        }

        return [.. parts.Where(part => part.Index < arguments.Count)];
    }

    private static SensitivePart? PartNamed(string argument, int index, string name)
    {
        if (!argument.StartsWith(name, StringComparison.OrdinalIgnoreCase))
            return null;
        if (argument.Length == name.Length)
            return new(IsOption(name) ? index + 1 : index);
        return argument[name.Length] is '=' or ':' ? new(index, name.Length + 1) : null;
    }

    private static bool IsOption(string text) => text.StartsWith('-') && !text.Contains('=', StringComparison.Ordinal);

    private static InvalidSpecException Invalid(string reason) => new(nameof(ProcessSpec.SensitiveArguments), reason);
}
