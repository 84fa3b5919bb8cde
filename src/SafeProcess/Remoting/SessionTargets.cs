using System.Collections;
using System.Management.Automation.Runspaces;

namespace SafeProcess.Commands;

/// <summary>Finds out which sessions a batch asks for, in the words of PowerShell's own cmdlets.</summary>
internal static class SessionTargets
{
    private const string Host = "HostName";
    private const string Computer = "ComputerName";

    // What New-PSSession takes besides the machine.
    private static readonly string[] _ofHost = ["Port", "UserName", "KeyFilePath", "Subsystem", "ConnectingTimeout", "Options"];
    private static readonly string[] _ofComputer = ["Port", "Credential", "UseSSL", "ConfigurationName", "Authentication", "SessionOption"];

    // As the engine takes them in -SSHConnection.
    private static readonly Dictionary<string, string> _namesOfConnection = new(StringComparer.OrdinalIgnoreCase)
    {
        [Computer] = Host, [Host] = Host, ["IdentityFilePath"] = "KeyFilePath", ["KeyFilePath"] = "KeyFilePath", ["UserName"] = "UserName",
        ["Port"] = "Port", ["Subsystem"] = "Subsystem", ["ConnectingTimeout"] = "ConnectingTimeout", ["Options"] = "Options",
    };

    /// <summary>The sessions; at least one.</summary>
    /// <param name="by">The parameter that names them.</param>
    /// <param name="bound">All parameters that were given.</param>
    /// <exception cref="InvalidParameterException">A value cannot be used.</exception>
    public static IReadOnlyList<SessionSource> Read(string by, IReadOnlyDictionary<string, object?> bound)
    {
        var sources = bound[by] switch
        {
            PSSession[] sessions => sessions.Select(session => SessionSource.Given(session ?? throw new InvalidParameterException(by, "has an element that is empty"))),
            string[] names => names.Select(name => ToOpen(by, name, by == Host ? _ofHost : _ofComputer, bound)),
            Hashtable[] connections => connections.Select(connection => ToOpen(by, connection)),
            _ => [],
        };
        SessionSource[] all = [.. sources];
        if (all.Length == 0)
            throw new InvalidParameterException(by, "is empty");
        if (bound[by] is PSSession[] given && given.DistinctBy(static session => session.InstanceId).Count() < given.Length)
            throw new InvalidParameterException(by, "has the same session twice");
        return all;
    }

    private static SessionSource ToOpen(string by, string? name, string[] others, IReadOnlyDictionary<string, object?> bound)
    {
        var parameters = others.Where(bound.ContainsKey).ToDictionary(static other => other, other => bound[other]);
        return ToOpen(by, name, by, parameters);
    }

    private static SessionSource ToOpen(string by, Hashtable? connection)
    {
        var parameters = new Dictionary<string, object?>();
        foreach (DictionaryEntry entry in connection ?? throw new InvalidParameterException(by, "has an element that is empty"))
        {
            if (entry.Key is not string key || !_namesOfConnection.TryGetValue(key, out var parameter))
                throw new InvalidParameterException(by, $"has '{entry.Key}', which is none of {string.Join(", ", _namesOfConnection.Keys)}");
            parameters[parameter] = entry.Value;
        }

        parameters.Remove(Host, out var name);
        return ToOpen(by, name?.ToString(), Host, parameters);
    }

    private static SessionSource ToOpen(string by, string? name, string parameter, Dictionary<string, object?> parameters)
    {
        if (string.IsNullOrWhiteSpace(name))
            throw new InvalidParameterException(by, "has an element without a name");
        parameters[parameter] = name;
        if (parameter == Host)
            parameters["Options"] = WithLife(parameters.GetValueOrDefault("Options") as IDictionary);
        return SessionSource.ToOpen(NameOf(name, parameter), parameters);
    }

    // A network that falls silent would else never be noticed: given up after a minute.
    private static Hashtable WithLife(IDictionary? options)
    {
        var all = options is null ? [] : new Hashtable(options, StringComparer.OrdinalIgnoreCase);
        if (!all.ContainsKey("ServerAliveInterval"))
            (all["ServerAliveInterval"], all["ServerAliveCountMax"]) = ("15", "4");
        return all;
    }

    // Of user@name:port the name is what PowerShell shows.
    private static string NameOf(string name, string parameter)
    {
        if (parameter != Host)
            return name;
        var host = name[(name.LastIndexOf('@') + 1)..];
        return host.LastIndexOf(':') is > 0 and var colon && host.IndexOf(':') == colon ? host[..colon] : host;
    }
}
