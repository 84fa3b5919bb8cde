using System.Collections;

namespace SafeProcess.Remoting.Harness;

/// <summary>Names for hosts: an <c>ssh</c> of its own knows them and all that they need, as a user's <c>~/.ssh/config</c> would. For a program whose environment is
/// <see cref="Environment"/>.</summary>
internal sealed class NamedHosts : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <param name="hosts">The hosts.</param>
    /// <param name="names">A name for each, in their order.</param>
    public NamedHosts(SshHosts hosts, params string[] names)
    {
        var given = hosts.Parameters;
        var config = _folder.Write("config", $"""
            {string.Concat(names.Zip(hosts.Names, static (name, address) => $"Host {name}\nHostName {address}\n"))}
            Host *
            Port {given["Port"]}
            User {given["UserName"]}
            IdentityFile {given["KeyFilePath"]}
            {string.Concat(((Hashtable)given["Options"]!).Cast<DictionaryEntry>().Select(static option => $"{option.Key} {option.Value}\n"))}
            """);
        _folder.WriteProgram("ssh", $"""
            #!/bin/sh
            exec '{Command.Run("sh", "-c", "command -v ssh").Trim()}' -F '{config}' "$@"

            """);
        var path = System.Environment.GetEnvironmentVariable("PATH");
        Environment = new Dictionary<string, string?> { ["PATH"] = $"{_folder.Path}{Path.PathSeparator}{path}" };
    }

    /// <summary>What leads there.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();
}
