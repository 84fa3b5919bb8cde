using SafeProcess.HelpPages;
using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests.Help;

/// <summary>The pages in docs/en-US, which all help is made from, are whole and say what the module is.</summary>
public sealed class HelpPageTests : IDisposable
{
    private const string Timeout = """
        ### -Timeout

        The longest time to wait, for all jobs together.
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static HelpSource OfCheckout { get; } = new(Path.Combine(Checkout.Root, "docs"), Path.Combine(Checkout.Assemblies, "SafeProcess.dll"));

    [Fact]
    public void Nothing_on_the_pages_is_stale_empty_or_leads_nowhere()
    {
        var findings = PageCheck.Findings(OfCheckout);

        if (findings.Count > 0)
            Assert.Fail(string.Join('\n', findings));
    }

    [Fact]
    public void Every_cmdlet_has_the_address_of_its_page_in_the_repository()
    {
        Assert.NotEmpty(OfCheckout.Cmdlets);
        Assert.All(OfCheckout.Cmdlets, cmdlet =>
        {
            var page = HelpSource.PageOf(cmdlet);
            Assert.Equal($"{BuildFact.Of("RepositoryUrl")}/blob/main/{page}", cmdlet.HelpUri);
            Assert.True(File.Exists(OfCheckout.PathOf(page)), page);
        });
    }

    [Theory]
    [InlineData("Wait-SafeProcess.md", "  Position: 0", "  Position: 1", ": this is stale, '  Position: 0' should stand here.")]
    [InlineData("Wait-SafeProcess.md", "-Port <Int32>", "-Port <String>", ": this is stale, 'Wait-SafeProcess [-Job] <SafeProcessJob[]> [-Line <String>] [-Port <Int32>]")]
    [InlineData("Start-SafeProcess.md", "The time between the stop signal and the kill", "The time", "should stand here")]
    [InlineData("shared/parameters.md", "The time between the stop signal and the kill", "The time", "Start-SafeProcess.md")]
    [InlineData("shared/parameters.md", "DefaultValue: 2 seconds", "DefaultValue: 3 seconds", "'DefaultValue: 3 seconds' should stand here")]
    [InlineData("shared/parameters.md", "## GracePeriod", "## Unheard\n\nOf.\n\n## GracePeriod", "no page names the shared text 'Unheard'")]
    [InlineData("Wait-SafeProcess.md", "\nWaits until a job's program is ready, or has ended.\n", "", "SYNOPSIS is missing or empty")]
    [InlineData("Wait-SafeProcess.md", "Wait for the end of the job; the default.\n", "", "-Exit is not described")]
    [InlineData("Wait-SafeProcess.md", "### -Line", "### -Lines", "Wait-SafeProcess has no parameter -Lines")]
    [InlineData("Wait-SafeProcess.md", "### Example 2:", "### Example 3:", "should begin with 'Example 2: '")]
    [InlineData("Wait-SafeProcess.md", "(about_SafeProcess.md)", "(about_SafeProces.md)", "the link to about_SafeProces.md leads nowhere")]
    [InlineData("Wait-SafeProcess.md", "(about_SafeProcess.md)", "(about_SafeProcess.md#nowhere)", "the link to about_SafeProcess.md#nowhere leads nowhere")]
    [InlineData("about_SafeProcess.md", "## LONG DESCRIPTION\n", "## LONG DESCRIPTION\n\n```text\n" + Wide + "\n```\n", "has more than 80 columns")]
    public void What_is_wrong_on_a_page_is_named(string file, string right, string wrong, string finding)
    {
        var page = Path.Combine(CopyOfDocs(), "en-US", file);
        var text = File.ReadAllText(page);
        Assert.Contains(right, text, StringComparison.Ordinal);
        var at = text.IndexOf(right, StringComparison.Ordinal);
        File.WriteAllText(page, text[..at] + wrong + text[(at + right.Length)..]);

        Assert.Contains(PageCheck.Findings(Copy), found => found.Contains(finding, StringComparison.Ordinal));
    }

    [Fact]
    public void A_cmdlet_without_a_page_and_a_page_without_a_cmdlet_are_named()
    {
        var pages = Path.Combine(CopyOfDocs(), "en-US");
        File.Move(Path.Combine(pages, "Wait-SafeProcess.md"), Path.Combine(pages, "Wait-Nothing.md"));

        var findings = PageCheck.Findings(Copy);

        Assert.Contains("docs/en-US/Wait-Nothing.md: there is no such cmdlet.", findings);
        Assert.Contains("docs/en-US/Wait-SafeProcess.md: Wait-SafeProcess has no page.", findings);
    }

    [Fact]
    public void A_parameter_that_is_new_gets_its_section_and_keeps_the_place_it_is_moved_to()
    {
        var page = Path.Combine(CopyOfDocs(), "en-US", "Wait-SafeProcess.md");
        var whole = File.ReadAllText(page);
        var (from, to) = (whole.IndexOf("### -Timeout", StringComparison.Ordinal), whole.IndexOf("### CommonParameters", StringComparison.Ordinal));
        var wait = Copy.Cmdlets.Single(cmdlet => cmdlet.Name == "Wait-SafeProcess");

        File.WriteAllText(page, whole.Remove(from, to - from));
        var updated = Copy.Updated(wait)!;
        File.WriteAllText(page, updated.Replace("### -Timeout\n", Timeout + "\n", StringComparison.Ordinal));

        Assert.Contains("\n### -Timeout\n\n```yaml\nType: System.TimeSpan\nDefaultValue: None\n", updated, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllText(page), Copy.Updated(wait));
    }

    [Theory]
    [InlineData("Wait-SafeProcess.md", "## SYNTAX", "## SYNTACKS", "docs/en-US/Wait-SafeProcess.md: there is no section SYNTAX.")]
    [InlineData("Start-SafeProcess.md", "<!-- shared: GracePeriod -->", "<!-- shared: GracePeriods -->", "there is no shared text 'GracePeriods'.")]
    [InlineData("Start-SafeProcess.md", "<!-- /shared -->", "", "<!-- /shared --> is missing.")]
    [InlineData("shared/parameters.md", "## GracePeriod", "## Timeout", "there is a shared text 'Timeout' already.")]
    public void A_page_that_cannot_be_read_is_one_error_that_names_the_place(string file, string right, string wrong, string message)
    {
        var page = Path.Combine(CopyOfDocs(), "en-US", file);
        var text = File.ReadAllText(page);
        var at = text.IndexOf(right, StringComparison.Ordinal);
        File.WriteAllText(page, text[..at] + wrong + text[(at + right.Length)..]);

        var error = Assert.Throws<PageException>(() => PageCheck.Findings(Copy));

        Assert.StartsWith("docs/en-US/", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(message, error.Message, StringComparison.Ordinal);
    }

    private const string Wide = "123456789 123456789 123456789 123456789 123456789 123456789 123456789 123456789_123456789_123456789_123456789_123456789_123456789_123456789_123456789_123456789";

    private HelpSource Copy => new(_folder["docs"], Path.Combine(Checkout.Assemblies, "SafeProcess.dll"));

    private string CopyOfDocs()
    {
        var docs = Path.Combine(Checkout.Root, "docs");
        foreach (var file in Directory.GetFiles(docs, "*.md", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_folder["docs"], Path.GetRelativePath(docs, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return _folder["docs"];
    }
}
