namespace SafeProcess.Cli.Tests;

/// <summary>A folder of the test's own, removed at its end.</summary>
internal sealed class Scratch : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("safeprocess-cli-").FullName;

    public string this[string name] => Path.Combine(_folder, name);

    public string Write(string name, byte[] content)
    {
        File.WriteAllBytes(this[name], content);
        return this[name];
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
