using System.Text;

namespace SafeProcess.Commands;

/// <summary>Long lines in pieces: however slow the way is, something comes again before a session is taken for silent. Joins what another side has cut; in the order in which it
/// came, and never twice at the same time.</summary>
internal sealed class SentPieces
{
    // Before a piece that another one follows, and before the last of several: a piece may begin with anything. What was not cut begins with neither.
    private const char More = '+';
    private const char Last = '=';

    private readonly StringBuilder _begun = new();

    /// <summary>The most characters in a piece.</summary>
    public const int Longest = 128 * 1024;

    /// <summary>Cuts what is to be sent.</summary>
    public static IEnumerable<string> Cut(string lines)
    {
        var start = 0;
        while (lines.Length - start > Longest)
        {
            // Half a character would not survive.
            var length = char.IsHighSurrogate(lines[start + Longest - 1]) ? Longest - 1 : Longest;
            yield return string.Concat([More], lines.AsSpan(start, length));
            start += length;
        }

        yield return start == 0 ? lines : string.Concat([Last], lines.AsSpan(start));
    }

    /// <summary>Takes a piece.</summary>
    /// <returns>The whole; null when more is to come.</returns>
    public string? Join(string piece)
    {
        if (piece.StartsWith(More))
        {
            _begun.Append(piece, 1, piece.Length - 1);
            return null;
        }

        if (!piece.StartsWith(Last))
            return piece;
        var whole = _begun.Append(piece, 1, piece.Length - 1).ToString();
        _begun.Clear();
        // It may have grown to the size of what a program wrote.
        _begun.Capacity = 0;
        return whole;
    }
}
