namespace SafeProcess.HelpPages.Cmdlets;

/// <summary>What the compiled module knows of a cmdlet.</summary>
/// <param name="Name">Verb and noun.</param>
/// <param name="HelpUri">The address of its page.</param>
/// <param name="DefaultSet">The default parameter set; null when it has none.</param>
/// <param name="Parameters">Those that are shown, as they are declared, the most derived class first.</param>
internal sealed record CmdletShape(string Name, string HelpUri, string? DefaultSet, IReadOnlyList<ParameterShape> Parameters)
{
    /// <summary>The parameter sets, in no order that means something.</summary>
    public IReadOnlyList<string> Sets
    {
        get
        {
            var named = Parameters.SelectMany(static parameter => parameter.Uses).Select(static use => use.Set)
                .Where(static set => set != ParameterUse.EverySet).Distinct();
            var all = (DefaultSet is { } set ? named.Prepend(set) : named).Distinct().ToArray();
            return all.Length == 0 ? [ParameterUse.EverySet] : all;
        }
    }
}

/// <summary>What the compiled module knows of a parameter.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The full name of its type; of the value, where it is nullable.</param>
/// <param name="ShortType">The name of the type as PowerShell shows it.</param>
/// <param name="Aliases">Its other names.</param>
/// <param name="Uses">How it is used in each set.</param>
/// <param name="AcceptedValues">The names of an enumeration, or what <c>ValidateSet</c> lists; empty for others.</param>
/// <param name="DefaultValue">The default that its type tells; null when it tells none.</param>
/// <param name="SupportsWildcards">Has the attribute of that name.</param>
/// <param name="HelpMessage">What a prompt says of it.</param>
internal sealed record ParameterShape(
    string Name,
    string Type,
    string ShortType,
    IReadOnlyList<string> Aliases,
    IReadOnlyList<ParameterUse> Uses,
    IReadOnlyList<string> AcceptedValues,
    string? DefaultValue,
    bool SupportsWildcards,
    string HelpMessage)
{
    /// <summary>It has no value of its own on the command line.</summary>
    public bool IsSwitch => ShortType == "SwitchParameter";

    /// <summary>It takes several values.</summary>
    public bool IsList => ShortType.EndsWith("[]", StringComparison.Ordinal);

    /// <summary>How it is used in a set; null when it is not.</summary>
    public ParameterUse? In(string set) =>
        Uses.FirstOrDefault(use => use.Set == set) ?? Uses.FirstOrDefault(static use => use.Set == ParameterUse.EverySet);
}

/// <summary>How a parameter is used in a parameter set.</summary>
/// <param name="Set">The set, or <see cref="EverySet"/>.</param>
/// <param name="Position">Its position; null when it has to be named.</param>
/// <param name="IsRequired">It has to be given.</param>
/// <param name="FromPipeline">It takes objects of the pipeline.</param>
/// <param name="FromPipelineByName">It takes properties of objects of the pipeline.</param>
/// <param name="FromRemaining">It takes all that is left.</param>
internal sealed record ParameterUse(string Set, int? Position, bool IsRequired, bool FromPipeline, bool FromPipelineByName, bool FromRemaining)
{
    /// <summary>The name, on a page, of all sets together.</summary>
    public const string EverySet = "(All)";
}
