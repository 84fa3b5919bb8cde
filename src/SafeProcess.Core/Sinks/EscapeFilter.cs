namespace SafeProcess;

/// <summary>Leaves escape sequences out of a stream of bytes, of which any ASCII-based encoding will do: see <see cref="PlainTextSink"/>.</summary>
internal struct EscapeFilter
{
    public const byte Escape = 0x1B;

    private const byte Bell = 0x07;
    private const byte Cancel = 0x18;
    private const byte Substitute = 0x1A;

    private State _state;

    private enum State : byte
    {
        Text,

        /// <summary>After ESC.</summary>
        Begun,

        /// <summary>After ESC and an intermediate byte, such as that of <c>ESC ( B</c>.</summary>
        Intermediate,

        /// <summary>After <c>ESC [</c>: parameters, then a final byte.</summary>
        Control,

        /// <summary>After <c>ESC ]</c>: a text that BEL or <c>ESC \</c> ends.</summary>
        Command,

        /// <summary>After <c>ESC P</c> and its like: a text that <c>ESC \</c> ends.</summary>
        String,
    }

    /// <summary>Whether the next byte is no part of a sequence that has begun.</summary>
    public readonly bool IsIdle => _state == State.Text;

    /// <summary>Copies what is no escape sequence.</summary>
    /// <param name="bytes">The next part of the stream.</param>
    /// <param name="rest">As long as that at least.</param>
    /// <returns>How many bytes were copied.</returns>
    public int Filter(ReadOnlySpan<byte> bytes, Span<byte> rest)
    {
        var count = 0;
        foreach (var one in bytes)
        {
            if (Keeps(one))
                rest[count++] = one;
        }

        return count;
    }

    private bool Keeps(byte one)
    {
        if (one == Escape)
        {
            _state = State.Begun;
            return false;
        }

        if (_state == State.Text)
            return true;
        if (one is Cancel or Substitute)
        {
            _state = State.Text;
            return false;
        }

        return _state is State.Command or State.String ? KeepsOfText(one) : KeepsOfSequence(one);
    }

    private bool KeepsOfText(byte one)
    {
        var endsLine = one is (byte)'\n' or (byte)'\r';
        if (endsLine || (one == Bell && _state == State.Command))
            _state = State.Text;
        return endsLine;
    }

    private bool KeepsOfSequence(byte one)
    {
        // A control character within a sequence acts as if it stood before; the end of a line ends what was cut off, and so does what is no ASCII.
        if (one < 0x20)
        {
            if (one is (byte)'\n' or (byte)'\r')
                _state = State.Text;
            return true;
        }

        var (state, keeps) = (_state, one) switch
        {
            (_, >= 0x7F) => (State.Text, true),
            (State.Begun, (byte)'[') => (State.Control, false),
            (State.Begun, (byte)']') => (State.Command, false),
            (State.Begun, (byte)'P' or (byte)'X' or (byte)'^' or (byte)'_') => (State.String, false),
            (State.Begun or State.Intermediate, < 0x30) => (State.Intermediate, false),
            (State.Control, < 0x40) => (State.Control, false),
            _ => (State.Text, false),
        };
        _state = state;
        return keeps;
    }
}
