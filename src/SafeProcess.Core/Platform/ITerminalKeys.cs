namespace SafeProcess.Platform;

/// <summary>What is typed at a terminal of a system.</summary>
internal interface ITerminalKeys
{
    /// <summary>Whether the keys for the end of input can be typed again and again without harm. A pipe stays at its end; a terminal tells it once, and not at all
    /// to a program that changes the terminal's mode, or throws away what was typed, before it reads.</summary>
    bool EndIsTypedAgain { get; }

    /// <summary>The keys for these bytes of input.</summary>
    /// <param name="input">A part of the input.</param>
    /// <param name="before">The byte before it; a newline at the beginning.</param>
    ReadOnlyMemory<byte> For(ReadOnlyMemory<byte> input, byte before);

    /// <summary>The keys by which a program reads the end of its input.</summary>
    /// <param name="isLineBegun">Something was typed since the last newline.</param>
    ReadOnlyMemory<byte> ForEnd(bool isLineBegun);
}
