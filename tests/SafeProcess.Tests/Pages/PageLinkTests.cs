using SafeProcess.HelpPages.Pages;
using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests.Pages;

/// <summary>The links of every Markdown page in the checkout, but those to other sites.</summary>
public sealed class PageLinkTests
{
    public static TheoryData<string> Pages => [.. MarkdownPage.Paths];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_of_a_page_leads_somewhere(string path) => Assert.Equal([], Broken(path, File.ReadAllText(Path.Combine(Checkout.Root, path))));

    [Fact]
    public void A_link_to_no_file_and_one_to_no_heading_are_named_with_their_line()
    {
        var broken = Broken("docs/page.md", """
            # A page of `code`, and [a link](../README.md)
            [here](#a-page-of-code-and-a-link), [twice](#twice-1), [code](cli.md), [`code`](guide), [elsewhere](https://example.org/none)
            [nowhere](none.md) and `[code](none.md)`
            ## Twice
            ## Twice
            [no heading](#thrice), ![no picture](none.svg), [no heading there](cli.md#none)
            ```text
            [code](none.md)
            # thrice
            ```
            A [title] of another file.

            [title]: none.txt
            """);

        Assert.Equal(
            ["docs/page.md:3: none.md", "docs/page.md:6: #thrice", "docs/page.md:6: none.svg", "docs/page.md:6: cli.md#none", "docs/page.md:11: none.txt"],
            broken);
    }

    [Fact]
    public void The_pages_are_those_that_people_read()
    {
        Assert.All(["README.md", "CHANGELOG.md", "docs/using.md", "docs/guide/README.md", "docs/en-US/Invoke-SafeProcess.md"], path => Assert.Contains(path, MarkdownPage.Paths));
        Assert.DoesNotContain(MarkdownPage.Paths, path => path.Contains("/bin/", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Broken(string path, string text) =>
        PageLinks.Broken(Path.Combine(Checkout.Root, path), new HelpPages.Pages.MarkdownPage(text)).Select(link => $"{path}:{link.Line}: {link.Target}");
}
