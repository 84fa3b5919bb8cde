namespace SafeProcess.Core.Tests.Support;

internal sealed partial class TempFolder
{
    /// <summary>Writes a file and sets its mode.</summary>
    public string Write(string name, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        var path = File(name);
        System.IO.File.WriteAllBytes(path, content.ToArray());
        System.IO.File.SetUnixFileMode(path, mode);
        return path;
    }

    /// <summary>Writes a file that the system may try to run.</summary>
    public string WriteProgram(string name, ReadOnlySpan<byte> content) =>
        Write(name, content, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
}
