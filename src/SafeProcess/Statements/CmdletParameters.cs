using System.Collections.Concurrent;
using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>The parameters of a cmdlet, as PowerShell's binder finds them by what was typed.</summary>
internal sealed class CmdletParameters
{
    private static readonly ConcurrentDictionary<string, CmdletParameters> _known = new();

    private readonly Dictionary<string, ParameterMetadata> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _own;

    private CmdletParameters(CommandInfo cmdlet)
    {
        foreach (var parameter in cmdlet.Parameters.Values)
        {
            _byName[parameter.Name] = parameter;
            foreach (var alias in parameter.Aliases)
                _byName[alias] = parameter;
        }

        _own = [.. cmdlet.Parameters.Keys.Except(Cmdlet.CommonParameters).Except(Cmdlet.OptionalCommonParameters)];
    }

    public static CmdletParameters Of(CommandInfo cmdlet) => _known.GetOrAdd(cmdlet.Name, static (_, cmdlet) => new(cmdlet), cmdlet);

    /// <summary>The parameter that PowerShell binds for a name: the one with this name or alias, or the only one that begins so, where those of the
    /// cmdlet go before those that all cmdlets have. Null for none.</summary>
    public ParameterMetadata? Bound(string name)
    {
        if (_byName.TryGetValue(name, out var exact))
            return exact;
        var begin = _byName.Where(pair => pair.Key.StartsWith(name, StringComparison.OrdinalIgnoreCase)).Select(static pair => pair.Value).Distinct().ToArray();
        var own = begin.Where(parameter => _own.Contains(parameter.Name)).ToArray();
        return own is [var one] ? one : begin is [var only] ? only : null;
    }

    /// <summary>The parameter that is spelt so in full and of use to the cmdlet; null for none. <c>-Debug</c> is of none, and an option of many programs.</summary>
    public ParameterMetadata? SpeltInFull(string name) =>
        _byName.TryGetValue(name, out var exact) && exact.Name.Equals(name, StringComparison.OrdinalIgnoreCase) && exact.Name != "Debug" && !IsHidden(exact)
            ? exact
            : null;

    /// <summary>A parameter meant for people whose name is nearly this; null for none.</summary>
    public string? Near(string name) =>
        _byName.Values.Distinct().Where(static parameter => !IsHidden(parameter))
            .Select(parameter => (parameter.Name, Distance: Math.Min(Distance(parameter.Name, name), DistanceFromBeginning(parameter.Name, name))))
            .Where(static candidate => candidate.Distance <= Math.Max(1, candidate.Name.Length / 4))
            .OrderBy(static candidate => candidate.Distance).Select(static candidate => candidate.Name).FirstOrDefault();

    /// <summary>Whether a parameter only keeps PowerShell from refusing an option of a program.</summary>
    public static bool IsHidden(ParameterMetadata parameter) => parameter.Name.StartsWith(nameof(ProgramCommand.ProgramOption), StringComparison.Ordinal);

    /// <summary>For what was meant as the beginning of a name, with one letter wrong; 1, or far.</summary>
    private static int DistanceFromBeginning(string name, string typed)
    {
        const int Far = int.MaxValue;
        const int Shortest = 4;
        for (var length = typed.Length - 1; typed.Length >= Shortest && length <= typed.Length + 1 && length < name.Length; length++)
        {
            if (Distance(name[..length], typed) <= 1)
                return 1;
        }

        return Far;
    }

    /// <summary>How many letters must be put in, left out or changed to make one word of the other.</summary>
    private static int Distance(string one, string other)
    {
        (one, other) = (one.ToLowerInvariant(), other.ToLowerInvariant());
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0]++;
            for (var j = 1; j <= other.Length; j++)
            {
                var changed = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
