using System.Globalization;
using System.Text;

namespace SafeProcess.Commands;

/// <summary>How text becomes the bytes of a standard input: what ends a line is the system's, as in PowerShell's own pipe to a program, and a
/// character that the encoding lacks is an error instead of a question mark.</summary>
/// <param name="encoding">Of the text. Who gave it a fallback of its own has decided what becomes of a character that it lacks.</param>
/// <param name="parameter">Where the text comes from.</param>
internal sealed class InputText(Encoding encoding, string parameter)
{
    private readonly Encoding _encoding = ProcessInput.Exact(encoding);

    /// <summary>What stands between two lines.</summary>
    public string LineEnd { get; } = Environment.NewLine;

    /// <summary>Turns checked text into bytes, which has no byte order mark.</summary>
    public Encoder GetEncoder() => _encoding.GetEncoder();

    /// <summary>Looks whether all of a text can be encoded, before any of it is.</summary>
    /// <exception cref="InvalidParameterException">It holds a character that the encoding lacks.</exception>
    public void Check(ReadOnlySpan<char> text)
    {
        try
        {
            _encoding.GetByteCount(text);
        }
        catch (EncoderFallbackException lacking)
        {
            throw new InvalidParameterException(
                parameter,
                $"has {Name(lacking)}, which the encoding {_encoding.WebName} of the input cannot write; nothing of that text was sent. "
                + "-InputEncoding chooses another, such as utf8; without it $OutputEncoding counts", lacking);
        }
    }

    private static string Name(EncoderFallbackException lacking)
    {
        if (lacking.IsUnknownSurrogate())
        {
            var character = new Rune(lacking.CharUnknownHigh, lacking.CharUnknownLow);
            return string.Create(CultureInfo.InvariantCulture, $"the character '{character}' (U+{character.Value:X4})");
        }

        return char.IsSurrogate(lacking.CharUnknown)
            ? string.Create(CultureInfo.InvariantCulture, $"half a character (the surrogate U+{(int)lacking.CharUnknown:X4})")
            : string.Create(CultureInfo.InvariantCulture, $"the character '{lacking.CharUnknown}' (U+{(int)lacking.CharUnknown:X4})");
    }
}
