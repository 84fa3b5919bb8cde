using System.Xml.Linq;
using Markdig.Syntax;
using SafeProcess.HelpPages.Cmdlets;
using SafeProcess.HelpPages.Pages;
using SafeProcess.HelpPages.Text;

namespace SafeProcess.HelpPages.Output;

/// <summary>The help file that <c>Get-Help</c> reads: MAML.</summary>
internal static class MamlFile
{
    private const int ListWidth = 76;

    private static readonly XNamespace _msh = "http://msh";
    private static readonly XNamespace _maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace _command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace _dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    /// <summary>The file of some cmdlets, each with its page, on which nothing is stale.</summary>
    public static XDocument Of(IEnumerable<(CmdletShape Cmdlet, MarkdownPage Page)> cmdlets) =>
        new(new XElement(_msh + "helpItems", new XAttribute("schema", "maml"), cmdlets.Select(static pair => Command(pair.Cmdlet, pair.Page))));

    private static XElement Command(CmdletShape cmdlet, MarkdownPage page)
    {
        var name = cmdlet.Name.Split('-', 2);
        var parameters = PageUpdate.Order(page, cmdlet);
        return new XElement(
            _command + "command",
            new XAttribute(XNamespace.Xmlns + "maml", _maml), new XAttribute(XNamespace.Xmlns + "command", _command), new XAttribute(XNamespace.Xmlns + "dev", _dev),
            new XElement(
                _command + "details",
                new XElement(_command + "name", cmdlet.Name), new XElement(_command + "verb", name[0]), new XElement(_command + "noun", name[1]),
                Described("description", page.Section("SYNOPSIS")?.Blocks)),
            Described("description", page.Section("DESCRIPTION")?.Blocks),
            new XElement(_command + "syntax", PageUpdate.Sets(page, cmdlet).Select(set => new XElement(
                _command + "syntaxItem", new XElement(_maml + "name", cmdlet.Name),
                SyntaxText.Parameters(parameters, set).Select(static pair => SyntaxParameter(pair.Parameter, pair.Use))))),
            new XElement(_command + "parameters", parameters.Select(parameter => Parameter(parameter, page))),
            Types("inputTypes", "inputType", page.Section("INPUTS")),
            Types("returnValues", "returnValue", page.Section("OUTPUTS")),
            page.Section("NOTES") is { } notes ? new XElement(_maml + "alertSet", new XElement(_maml + "alert", Paragraphs(notes.Blocks))) : null,
            new XElement(_command + "examples", (page.Section("EXAMPLES")?.Inner ?? []).Select(Example)),
            Links(cmdlet, page.Section("RELATED LINKS")));
    }

    private static XElement Described(string name, IEnumerable<Block>? blocks) => new(_maml + name, Paragraphs(blocks ?? []));

    // Get-Help breaks paragraphs itself, without looking at where words end. Lists are short enough to be spared that.
    private static IEnumerable<XElement> Paragraphs(IEnumerable<Block> blocks) =>
        blocks.SelectMany(static block => BlockText.Chunks([block], block is ListBlock ? ListWidth : null))
            .Select(static chunk => new XElement(_maml + "para", string.Join('\n', chunk)));

    private static XElement SyntaxParameter(ParameterShape parameter, ParameterUse use) => new(
        _command + "parameter", Attributes(parameter, use), new XElement(_maml + "name", parameter.Name), parameter.IsSwitch ? null : Value(parameter));

    private static XElement Parameter(ParameterShape parameter, MarkdownPage page)
    {
        var section = page.Section("PARAMETERS")?.Inner.FirstOrDefault(section => section.Title == $"-{parameter.Name}");
        var facts = section is null ? ParameterFacts.None : ParameterFacts.Read(section);
        return new XElement(
            _command + "parameter",
            Attributes(parameter, parameter.Uses[0]),
            new XElement(_maml + "name", parameter.Name),
            Described("description", section?.Blocks.Where(static block => !ParameterFacts.IsIn(block))),
            facts.AcceptedValues.Count == 0 ? null : new XElement(
                _command + "parameterValueGroup",
                facts.AcceptedValues.Select(static value => ValueElement(value, isRequired: false, isList: false))),
            Value(parameter),
            new XElement(_dev + "type", new XElement(_maml + "name", parameter.ShortType)),
            new XElement(_dev + "defaultValue", facts.DefaultValue));
    }

    private static XAttribute[] Attributes(ParameterShape parameter, ParameterUse use) =>
    [
        new("required", use.IsRequired),
        new("variableLength", IsOfVariableLength(parameter)),
        new("globbing", parameter.SupportsWildcards),
        new("pipelineInput", (use.FromPipeline, use.FromPipelineByName) switch
        {
            (true, true) => "true (ByValue, ByPropertyName)",
            (true, false) => "true (ByValue)",
            (false, true) => "true (ByPropertyName)",
            _ => "false",
        }),
        new("position", use.Position is { } position ? position : "named"),
        new("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases)),
    ];

    private static XElement Value(ParameterShape parameter) => ValueElement(parameter.ShortType, !parameter.IsSwitch, IsOfVariableLength(parameter));

    private static bool IsOfVariableLength(ParameterShape parameter) => parameter.IsList || parameter.Uses.Any(static use => use.FromRemaining);

    private static XElement ValueElement(string text, bool isRequired, bool isList) =>
        new(_command + "parameterValue", new XAttribute("required", isRequired), new XAttribute("variableLength", isList), text);

    private static XElement? Types(string list, string item, PageSection? section) => section is not { Inner.Count: > 0 } ? null : new XElement(
        _command + list,
        section.Inner.Select(type => new XElement(
            _command + item, new XElement(_dev + "type", new XElement(_maml + "name", type.Title)), Described("description", type.Blocks))));

    private static XElement Example(PageSection section)
    {
        var code = section.Blocks.FirstOrDefault(static block => ExampleText.IsCode(block));
        return new XElement(
            _command + "example",
            new XElement(_maml + "title", section.Title),
            new XElement(_maml + "introduction", new XElement(_maml + "para", ExampleText.Prompt)),
            new XElement(_dev + "code", code is LeafBlock leaf ? string.Join('\n', BlockText.CodeOf(leaf)) : ""),
            new XElement(_dev + "remarks", ExampleText.Remarks(section.Blocks.Where(block => block != code)).Select(static text => new XElement(_maml + "para", text))));
    }

    private static XElement Links(CmdletShape cmdlet, PageSection? section) => new(
        _command + "relatedLinks",
        Link("Online Version:", cmdlet.HelpUri),
        (section?.Blocks ?? []).OfType<ListBlock>().SelectMany(static list => list).Select(static item => Link(InlineText.Of((LeafBlock)((ListItemBlock)item)[0]), "")));

    private static XElement Link(string text, string uri) =>
        new(_maml + "navigationLink", new XElement(_maml + "linkText", text), new XElement(_maml + "uri", uri));
}
