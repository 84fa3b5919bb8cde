namespace SafeProcess.Core.Tests.Support;

/// <summary>A folder that is gone after the test.</summary>
internal sealed partial class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("safeprocess-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
