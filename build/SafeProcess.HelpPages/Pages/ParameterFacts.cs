using System.Text.RegularExpressions;
using Markdig.Syntax;
using SafeProcess.HelpPages.Cmdlets;

namespace SafeProcess.HelpPages.Pages;

/// <summary>The YAML block of a parameter. Two of its lines may be written by hand, for what the compiled cmdlet does not tell: its default and its values.</summary>
/// <param name="DefaultValue">What holds when the parameter is not given; empty when nothing was written.</param>
/// <param name="AcceptedValues">The only values there are; empty when there are others.</param>
internal sealed partial record ParameterFacts(string DefaultValue, IReadOnlyList<string> AcceptedValues)
{
    /// <summary>Nothing written by hand.</summary>
    public static ParameterFacts None { get; } = new("", []);

    /// <summary>Whether a block is such a block.</summary>
    public static bool IsIn(Block block) => block is FencedCodeBlock { Info: "yaml" };

    /// <summary>Reads the block of a section; <see cref="None"/> when it has none.</summary>
    public static ParameterFacts Read(PageSection section)
    {
        if (section.Blocks.FirstOrDefault(IsIn) is not FencedCodeBlock block)
            return None;
        var lines = Text.BlockText.CodeOf(block).ToArray();
        var standard = lines.FirstOrDefault(static line => line.StartsWith("DefaultValue:", StringComparison.Ordinal))?["DefaultValue:".Length..].Trim();
        var values = lines.SkipWhile(static line => line != "AcceptedValues:").Skip(1).TakeWhile(static line => line.StartsWith("- ", StringComparison.Ordinal));
        return new ParameterFacts(Unquoted(standard ?? ""), [.. values.Select(static line => Unquoted(line[2..].Trim()))]);
    }

    /// <summary>What of these and others counts: these, where they say something.</summary>
    public ParameterFacts Or(ParameterFacts others) =>
        new(DefaultValue.Length > 0 ? DefaultValue : others.DefaultValue, AcceptedValues.Count > 0 ? AcceptedValues : others.AcceptedValues);

    /// <summary>What the compiled cmdlet tells goes before what was written by hand, except for a default that may have been set in code.</summary>
    public ParameterFacts With(ParameterShape shape) => new(
        shape.IsSwitch || DefaultValue.Length == 0 ? shape.DefaultValue ?? "None" : DefaultValue,
        shape.AcceptedValues.Count > 0 ? shape.AcceptedValues : AcceptedValues);

    /// <summary>The block of a parameter, with its fence.</summary>
    public IEnumerable<string> Write(ParameterShape shape, IEnumerable<string> sets)
    {
        yield return "```yaml";
        yield return $"Type: {shape.Type}";
        yield return $"DefaultValue: {Quoted(DefaultValue)}";
        yield return $"SupportsWildcards: {Word(shape.SupportsWildcards)}";
        foreach (var line in List("Aliases", shape.Aliases))
            yield return line;
        yield return "ParameterSets:";
        foreach (var use in sets.Prepend(ParameterUse.EverySet).Distinct().Select(set => shape.Uses.FirstOrDefault(use => use.Set == set)).OfType<ParameterUse>())
        {
            yield return $"- Name: {use.Set}";
            yield return $"  Position: {use.Position?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "Named"}";
            yield return $"  IsRequired: {Word(use.IsRequired)}";
            yield return $"  ValueFromPipeline: {Word(use.FromPipeline)}";
            yield return $"  ValueFromPipelineByPropertyName: {Word(use.FromPipelineByName)}";
            yield return $"  ValueFromRemainingArguments: {Word(use.FromRemaining)}";
        }

        yield return "DontShow: false";
        foreach (var line in List("AcceptedValues", AcceptedValues))
            yield return line;
        yield return $"HelpMessage: {Quoted(shape.HelpMessage)}";
        yield return "```";
    }

    private static IEnumerable<string> List(string name, IReadOnlyList<string> values) =>
        values.Count == 0 ? [$"{name}: []"] : [$"{name}:", .. values.Select(static value => $"- {Quoted(value)}")];

    private static string Word(bool value) => value ? "true" : "false";

    private static string Quoted(string value) => Plain().IsMatch(value) ? value : $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Unquoted(string value) =>
        value is ['\'', .. var inner, '\''] ? inner.Replace("''", "'", StringComparison.Ordinal) : value;

    [GeneratedRegex(@"^\w[\w .;,()-]*$")]
    private static partial Regex Plain();
}
