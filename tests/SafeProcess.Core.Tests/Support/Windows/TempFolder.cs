namespace SafeProcess.Core.Tests.Support;

internal sealed partial class TempFolder
{
    /// <summary>Writes a file that the system may try to run.</summary>
    public string WriteProgram(string name, ReadOnlySpan<byte> content)
    {
        var path = File(name + ".exe");
        System.IO.File.WriteAllBytes(path, content.ToArray());
        return path;
    }
}
