using System.Globalization;
using System.Text;

namespace SafeProcess.Commands;

/// <summary>The names of encodings as PowerShell's <c>-Encoding</c> takes them.</summary>
internal static class EncodingNames
{
    /// <summary>The names PowerShell offers for completion, without utf7, which .NET no longer supports.</summary>
    public static readonly string[] Common =
        ["ansi", "ascii", "bigendianunicode", "bigendianutf32", "oem", "unicode", "utf8", "utf8BOM", "utf8NoBOM", "utf32"];

    static EncodingNames() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>The encoding of a PowerShell name, a name registered with .NET, or the number of a code page.</summary>
    /// <exception cref="ArgumentException">There is no such encoding; also <see cref="NotSupportedException"/>.</exception>
    public static Encoding Find(string name) => name.ToUpperInvariant() switch
    {
        "ANSI" => Find(CultureInfo.CurrentCulture.TextInfo.ANSICodePage),
        "ASCII" => Encoding.ASCII,
        "BIGENDIANUNICODE" => Encoding.BigEndianUnicode,
        "BIGENDIANUTF32" => new UTF32Encoding(bigEndian: true, byteOrderMark: true),
        // The console's is the OEM code page on Windows and UTF-8 elsewhere, as oem is in PowerShell.
        "OEM" => Console.OutputEncoding,
        "STRING" or "UNICODE" or "UNKNOWN" => Encoding.Unicode,
        "UTF8BOM" => Encoding.UTF8,
        "DEFAULT" or "UTF8" or "UTF8NOBOM" => Encoding.Default,
        "UTF32" => Encoding.UTF32,
        _ when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var codePage) => Find(codePage),
        _ => Encoding.GetEncoding(name),
    };

    /// <summary>The encoding of a code page.</summary>
    /// <exception cref="ArgumentException">There is no such code page; also <see cref="NotSupportedException"/>.</exception>
    public static Encoding Find(int codePage) => Encoding.GetEncoding(codePage);
}
