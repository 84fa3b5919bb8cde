using System.Management.Automation.Language;
using Markdig.Syntax;
using SafeProcess.HelpPages;
using SafeProcess.HelpPages.Pages;
using SafeProcess.HelpPages.Text;
using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests.Help;

/// <summary>What PowerShell makes of the help, and of what its pages say.</summary>
public sealed class GetHelpTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [PwshFact]
    public void Get_Help_Online_goes_to_the_page_in_the_repository()
    {
        // What .NET asks to show a page, before all others.
        _folder.WriteProgram("xdg-open", "#!/bin/sh\nprintf %s \"$1\" >\"$0.draft\" && mv \"$0.draft\" \"$0.address\"\n");
        var script = $"$env:PATH = '{_folder.Path}:' + $env:PATH; Import-Module '{Checkout.Manifest}'; Get-Help Wait-SafeProcess -Online";

        Command.Run(Engine.ToRun(script));

        Eventually.True(() => File.Exists(_folder["xdg-open.address"]), "a page is shown");
        Assert.Equal($"{BuildFact.Of("RepositoryUrl")}/blob/main/docs/en-US/Wait-SafeProcess.md", File.ReadAllText(_folder["xdg-open.address"]));
    }

    [EngineFact]
    public void The_default_that_a_page_tells_is_the_one_that_the_cmdlet_begins_with()
    {
        var source = new HelpSource(Path.Combine(Checkout.Root, "docs"), Path.Combine(Checkout.Assemblies, "SafeProcess.dll"));
        using var session = new Session();
        var defaults = session.Run("""
            foreach ($command in (Get-Module SafeProcess).ExportedCmdlets.Values) {
                $cmdlet = [Activator]::CreateInstance($command.ImplementingType)
                foreach ($property in $command.ImplementingType.GetProperties()) {
                    if ($property.CustomAttributes.AttributeType.Name -notcontains 'ParameterAttribute') { continue }
                    $value = $property.GetValue($cmdlet)
                    if ($value -is [Enum] -or $value -is [string] -or $value -is [int] -or $value -is [array]) { '{0} {1} {2}' -f $command.Name, $property.Name, ($value -join ', ') }
                }
            }
            """).AssertNoError().Strings.ToHashSet();

        Assert.Contains("Invoke-SafeProcess StopSignal SIGTERM", defaults);
        foreach (var cmdlet in source.Cmdlets)
        {
            foreach (var section in new MarkdownPage(source.Updated(cmdlet)!).Section("PARAMETERS")!.Inner.Where(section => section.Title.StartsWith('-')))
            {
                var start = $"{cmdlet.Name} {section.Title[1..]} ";
                var told = ParameterFacts.Read(section).DefaultValue;
                if (defaults.FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal)) is { } line)
                    Assert.True(Agree(told, line[start.Length..]), $"{cmdlet.Name} {section.Title} begins with '{line[start.Length..]}', and its page says '{told}'");
            }
        }
    }

    [EngineFact]
    public void A_script_of_any_page_stays_the_same_script_when_its_lines_are_broken()
    {
        var scripts = Directory.GetFiles(Path.Combine(Checkout.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .SelectMany(page => new MarkdownPage(File.ReadAllText(page)).Document.Descendants<FencedCodeBlock>())
            .Where(fence => fence is { Info: "powershell" } and not { Arguments: "wrong" }).ToArray();

        Assert.NotEmpty(scripts);
        Assert.All(scripts, script => Assert.Equal(TokensOf(BlockText.CodeOf(script)), TokensOf(CodeText.Of(script, 40, null))));
    }

    private static IEnumerable<string> TokensOf(IEnumerable<string> script)
    {
        Parser.ParseInput(string.Join('\n', script), out var tokens, out var problems);
        Assert.Empty(problems);
        return tokens.Where(token => token.Kind is not (TokenKind.NewLine or TokenKind.LineContinuation or TokenKind.Comment)).Select(token => token.Text);
    }

    // No value, or a word for one that depends on the machine.
    private static bool Agree(string told, string value) => told switch
    {
        "None" => value is "" or "0",
        "The number of processors" => value == $"{Environment.ProcessorCount}",
        _ => told == value,
    };
}
