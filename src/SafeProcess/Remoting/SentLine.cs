using System.Globalization;

namespace SafeProcess.Commands;

/// <summary>What a batch sends to a session besides items: a line that begins with a word, and is told from an item by that.</summary>
internal static class SentLine
{
    /// <summary>Asks for all that runs to be stopped.</summary>
    public const string Stop = "stop";

    private const string BackWord = "back ";
    private const string PartWord = "part ";
    private const string WholeWord = "item ";
    private const string DropWord = "drop ";
    private const string TookWord = "took ";

    /// <summary>Asks for items back.</summary>
    public static string Back(int count) => With(BackWord, count);

    /// <summary>A part of the files of an item.</summary>
    public static string Part(long index, SentPart part) => $"{With(PartWord, index)} {part.Write()}";

    /// <summary>An item whose files have all been sent.</summary>
    public static string Item(ItemCall call) => $"{With(WholeWord, call.Index)} {SentItem.WriteLine(call)}";

    /// <summary>The files of an item came in vain: it is not sent.</summary>
    public static string Drop(long index) => With(DropWord, index);

    /// <summary>So much of what the session sent has been taken.</summary>
    public static string Took(int length) => With(TookWord, length);

    /// <summary>How many items a line asks back; null when it does not.</summary>
    public static int? AsksBack(string line) => (int?)NumberOf(line, BackWord);

    /// <summary>How much was taken; null when the line does not say.</summary>
    public static int? SaysTook(string line) => (int?)NumberOf(line, TookWord);

    /// <summary>The index of the item that is not sent; null when the line does not say so.</summary>
    public static long? SaysDrop(string line) => NumberOf(line, DropWord);

    /// <summary>Reads a part.</summary>
    /// <returns>False when the line is none.</returns>
    /// <exception cref="FormatException">It is a broken one.</exception>
    public static bool IsPart(string line, out long index, out SentPart part)
    {
        part = null!;
        if (!Splits(line, PartWord, out index, out var rest))
            return false;
        part = SentPart.Read(rest);
        return true;
    }

    /// <summary>Finds an item whose files have all been sent.</summary>
    /// <returns>False when the line is none.</returns>
    public static bool IsItem(string line, out long index, out string item)
    {
        var isItem = Splits(line, WholeWord, out index, out var rest);
        item = isItem ? rest.ToString() : "";
        return isItem;
    }

    private static bool Splits(string line, string word, out long index, out ReadOnlySpan<char> rest)
    {
        index = 0;
        rest = default;
        if (!line.StartsWith(word, StringComparison.Ordinal))
            return false;
        rest = line.AsSpan(word.Length);
        var end = rest.IndexOf(' ');
        if (end < 0)
            throw new FormatException($"'{VisibleText.Of(line)}' is nothing that a batch sends.");
        index = long.Parse(rest[..end], NumberStyles.None, CultureInfo.InvariantCulture);
        rest = rest[(end + 1)..];
        return true;
    }

    private static string With(string word, long number) => string.Create(CultureInfo.InvariantCulture, $"{word}{number}");

    private static long? NumberOf(string line, string word) =>
        line.StartsWith(word, StringComparison.Ordinal) ? long.Parse(line.AsSpan(word.Length), NumberStyles.None, CultureInfo.InvariantCulture) : null;
}
