using System.Text;

namespace SafeProcess.Runs;

/// <summary>The last kibibyte of a stream, kept for the message of an error and for whoever watches. Safe from any thread.</summary>
internal sealed class TailBuffer
{
    private const int Capacity = 1024;

    private readonly object _gate = new();
    private byte[] _bytes = [];
    private int _length;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > Capacity)
            bytes = bytes[^Capacity..];
        lock (_gate)
        {
            if (_bytes.Length == 0)
                _bytes = new byte[Capacity];
            var kept = Math.Min(_length, Capacity - bytes.Length);
            _bytes.AsSpan(_length - kept, kept).CopyTo(_bytes);
            bytes.CopyTo(_bytes.AsSpan(kept));
            _length = kept + bytes.Length;
        }
    }

    /// <summary>The last line that is not blank, without blanks at its ends; null when there is none.</summary>
    public string? LastLine(Encoding encoding)
    {
        string kept;
        lock (_gate)
            kept = encoding.GetString(_bytes, 0, _length);
        var text = kept.AsSpan();
        while (!text.IsEmpty && IsBlank(text[^1]))
            text = text[..^1];
        var line = text[(text.LastIndexOfAny('\r', '\n') + 1)..];
        while (!line.IsEmpty && IsBlank(line[0]))
            line = line[1..];
        return line.IsEmpty ? null : line.ToString();
    }

    // Newlines are white space too; a NUL and a byte order mark show no more than a blank does.
    private static bool IsBlank(char character) => char.IsWhiteSpace(character) || character is '\0' or '\uFEFF';
}
