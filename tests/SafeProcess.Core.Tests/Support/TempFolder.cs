namespace SafeProcess.Core.Tests.Support;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("safeprocess-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file and sets its mode.</summary>
    public string Write(string name, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        var path = File(name);
        System.IO.File.WriteAllBytes(path, content.ToArray());
        System.IO.File.SetUnixFileMode(path, mode);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
