namespace SafeProcess.Remoting.Harness;

/// <summary>Two sessions, <c>$a</c> and <c>$b</c>, of PowerShells that have temporary folders of their own. Tests of one class share them, as each takes a second to start.</summary>
public sealed class FileSessions : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    /// <summary>Opens them where a PowerShell can be started.</summary>
    public FileSessions()
    {
        if (Engine.SkipReason is not null)
            return;
        Client["temporary"] = _temporary.Path;
        Client.Run("$a = New-FileSession a; $b = New-FileSession b").AssertNoError();
    }

    internal Client Client { get; } = new();

    /// <summary>Where their temporary folders are.</summary>
    internal string Temporary => _temporary.Path;

    /// <summary>What batches have there.</summary>
    internal IEnumerable<string> LeftThere => Directory.EnumerateFileSystemEntries(_temporary.Path, "safeprocess-*", SearchOption.AllDirectories);

    /// <inheritdoc/>
    public void Dispose()
    {
        Client.Dispose();
        _temporary.Dispose();
    }
}
