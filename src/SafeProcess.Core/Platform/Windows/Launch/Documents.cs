namespace SafeProcess.Platform.Windows.Launch;

/// <summary>Files that Windows opens with another program. A run never does that by itself: which program it would be depends on who is logged on, and
/// nothing would be known of it.</summary>
internal static class Documents
{
    /// <summary>What to write instead of the file alone, as the end of a sentence.</summary>
    public static string Advice(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".PS1" => "it is a script of PowerShell, which pwsh -File runs",
        ".VBS" or ".VBE" or ".JS" or ".JSE" or ".WSF" or ".WSH" => "it is a script, which cscript //nologo runs",
        ".PY" or ".PYW" => "it is a script, which py or python runs",
        ".JAR" => "java -jar runs it",
        ".MSI" => "msiexec /i installs it",
        ".LNK" => "it is a shortcut: name what it leads to",
        _ => "name the one that opens it, and give it the file as an argument",
    };
}
