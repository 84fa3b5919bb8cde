namespace SafeProcess.Core.Tests.Support;

/// <summary>A folder that is gone after the test.</summary>
internal sealed partial class TempFolder : IDisposable
{
    private const string Prefix = "safeprocess-";

    public TempFolder() => Path = Directory.CreateTempSubdirectory(Prefix).FullName;

    /// <param name="parent">Where it is, instead of the system's folder for such.</param>
    public TempFolder(string parent) => Path = Directory.CreateDirectory(System.IO.Path.Combine(parent, $"{Prefix}{Guid.NewGuid():N}")).FullName;

    public string Path { get; }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
