namespace SafeProcess;

/// <summary>A pattern as PowerShell writes it: <c>*</c> is any text, <c>?</c> any character, <c>[a-z]</c> one of these, and a backtick takes from what follows its
/// meaning. It matches whole texts, whatever the case of letters.</summary>
internal sealed class Wildcard
{
    private const char Escape = '`';

    // What one character has to be; null for any text.
    private readonly List<Func<char, bool>?> _elements = [];

    private Wildcard()
    {
    }

    /// <summary>Whether a text is more than itself when it is taken for a pattern.</summary>
    public static bool IsIn(string text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] is '*' or '?' or '[' or ']')
                return true;
            if (text[index] == Escape)
                index++;
        }

        return false;
    }

    /// <summary>Reads a pattern.</summary>
    /// <returns>Null when a set in it does not end, or is empty.</returns>
    public static Wildcard? TryParse(string text)
    {
        var pattern = new Wildcard();
        for (var index = 0; index < text.Length; index++)
        {
            switch (text[index])
            {
                case '*':
                    pattern._elements.Add(null);
                    break;
                case '?':
                    pattern._elements.Add(static _ => true);
                    break;
                case '[':
                    if (Set(text, ref index) is not { } set)
                        return null;
                    pattern._elements.Add(set);
                    break;
                default:
                    var plain = Plain(text, ref index);
                    pattern._elements.Add(one => IsWithin(one, plain, plain));
                    break;
            }
        }

        return pattern;
    }

    /// <summary>Whether the pattern is that of the whole text.</summary>
    public bool Matches(string text)
    {
        var (element, at) = (0, 0);
        // The last * that was met, and from where on what follows it is tried next.
        var (star, resumed) = (-1, 0);
        while (at < text.Length)
        {
            if (element < _elements.Count && _elements[element] is null)
            {
                (star, resumed) = (element++, at);
            }
            else if (element < _elements.Count && _elements[element]!(text[at]))
            {
                element++;
                at++;
            }
            else if (star >= 0)
            {
                (element, at) = (star + 1, ++resumed);
            }
            else
            {
                return false;
            }
        }

        while (element < _elements.Count && _elements[element] is null)
            element++;
        return element == _elements.Count;
    }

    /// <summary>Reads a set, and leaves the index at its end.</summary>
    private static Func<char, bool>? Set(string text, ref int index)
    {
        var ranges = new List<(char First, char Last)>();
        for (index++; index < text.Length && text[index] != ']'; index++)
        {
            var first = Plain(text, ref index);
            var last = first;
            if (index + 2 < text.Length && text[index + 1] == '-' && text[index + 2] != ']')
            {
                index += 2;
                last = Plain(text, ref index);
            }

            ranges.Add((first, last));
        }

        return index < text.Length && ranges.Count > 0 ? one => ranges.Exists(range => IsWithin(one, range.First, range.Last)) : null;
    }

    private static char Plain(string text, ref int index)
    {
        if (text[index] == Escape && index + 1 < text.Length)
            index++;
        return text[index];
    }

    private static bool IsWithin(char one, char first, char last) =>
        IsBetween(char.ToLowerInvariant(one), char.ToLowerInvariant(first), char.ToLowerInvariant(last))
        || IsBetween(char.ToUpperInvariant(one), char.ToUpperInvariant(first), char.ToUpperInvariant(last));

    private static bool IsBetween(char one, char first, char last) => one >= first && one <= last;
}
