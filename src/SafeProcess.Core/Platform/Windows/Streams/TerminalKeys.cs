namespace SafeProcess.Platform.Windows.Streams;

/// <summary>Enter is CR; Ctrl+Z counts at the beginning of a line, and is read with Enter.</summary>
internal sealed class TerminalKeys : ITerminalKeys
{
    private const byte LineFeed = (byte)'\n';
    private const byte Enter = (byte)'\r';

    private static readonly byte[] _end = [0x1A, Enter];
    private static readonly byte[] _lineAndEnd = [Enter, 0x1A, Enter];

    /// <summary>Enter would take what a question proposes.</summary>
    public bool EndIsTypedAgain => false;

    public ReadOnlyMemory<byte> For(ReadOnlyMemory<byte> input, byte before)
    {
        // CR LF is one Enter as well.
        var keys = new byte[input.Length];
        var count = 0;
        foreach (var one in input.Span)
        {
            if (one != LineFeed || before != Enter)
                keys[count++] = one == LineFeed ? Enter : one;
            before = one;
        }

        return keys.AsMemory(0, count);
    }

    public ReadOnlyMemory<byte> ForEnd(bool isLineBegun) => isLineBegun ? _lineAndEnd : _end;
}
