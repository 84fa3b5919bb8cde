namespace SafeProcess.Commands;

/// <summary>Scripts that other sessions run.</summary>
internal static class EmbeddedText
{
    /// <summary>The text of a file beside this one.</summary>
    public static string Read(string file)
    {
        using var text = new StreamReader(typeof(EmbeddedText).Assembly.GetManifestResourceStream(file)!);
        return text.ReadToEnd();
    }
}
