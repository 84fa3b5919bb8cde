namespace SafeProcess.Tests.Harness;

/// <summary>A folder of a test's own, removed after it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("safeprocess-tests-").FullName;

    /// <summary>The path of an entry of this folder, whether it is there or not.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file and gives its path.</summary>
    public string Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    /// <summary>Writes a file that may be run and gives its path.</summary>
    public string WriteProgram(string name, string text)
    {
        // A child that another thread forks meanwhile has what this process writes open until it execs, and nobody can run a file that is open
        // for writing (ETXTBSY in execve(2)). A program of its own has no such children.
        var draft = Write(name + ".draft", text);
        Command.Run("cp", draft, this[name]);
        File.Delete(draft);
        SetMode(name, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return this[name];
    }

    /// <summary>Says who may do what with an entry; nothing on a system that has no such modes.</summary>
    public void SetMode(string name, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(this[name], mode);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
