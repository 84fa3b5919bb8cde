namespace SafeProcess.Platform.Unix.Streams;

/// <summary>Bytes are keys; Ctrl+D hands over what was typed of a line and, with nothing typed, is the end (VEOF in <c>termios(3)</c>).</summary>
internal sealed class TerminalKeys : ITerminalKeys
{
    private static readonly byte[] _end = [4];
    private static readonly byte[] _lineAndEnd = [4, 4];

    public bool EndIsTypedAgain => true;

    public ReadOnlyMemory<byte> For(ReadOnlyMemory<byte> input, byte before) => input;

    public ReadOnlyMemory<byte> ForEnd(bool isLineBegun) => isLineBegun ? _lineAndEnd : _end;
}
