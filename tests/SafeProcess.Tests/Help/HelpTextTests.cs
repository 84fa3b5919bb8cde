using SafeProcess.HelpPages.Pages;
using SafeProcess.HelpPages.Text;

namespace SafeProcess.Tests.Help;

/// <summary>Markdown as the plain text that help is.</summary>
public sealed class HelpTextTests
{
    [Theory]
    [InlineData("one\ntwo", "one two")]
    [InlineData("one\\\ntwo", "one\ntwo")]
    [InlineData("`-Timeout` of *all* **runs**", "-Timeout of all runs")]
    [InlineData("a&nbsp;b \\* &amp;", "a\u00A0b * &")]
    [InlineData("see [the page](page.md), [NIST](https://nist.example/) and <https://a.example>", "see the page, NIST (https://nist.example/) and https://a.example")]
    [InlineData("[about_Redirection](https://a.example/about)", "about_Redirection")]
    [InlineData("- one\n- two\n  goes on\n  1. inner", "- one\n- two goes on\n  1. inner")]
    [InlineData("2. one\n3. two", "2. one\n3. two")]
    [InlineData("- one\n\n- two", "- one\n\n- two")]
    [InlineData("> said", "  said")]
    [InlineData("```text\na  b\n c\n```", "    a  b\n     c")]
    [InlineData("| a | long head |\n| --- | --- |\n| first | b |", "a      long head\n-----  ---------\nfirst  b")]
    [InlineData("| | |\n| --- | --- |\n| first | b |", "first  b")]
    [InlineData("<!-- shared: Name -->\n\none\n\n<!-- /shared -->", "one")]
    [InlineData("one\n\ntwo", "one\n\ntwo")]
    public void Markdown_becomes_plain_text(string markdown, string text) =>
        Assert.Equal(text.Split('\n'), BlockText.Joined(BlockText.Chunks(new MarkdownPage(markdown).Opening, null)));

    [Theory]
    [InlineData("one two three four", "one two\nthree four")]
    [InlineData("- one two three", "- one two\n  three")]
    [InlineData("unbreakable_word a", "unbreakable_word\na")]
    [InlineData("| a | b |\n| --- | --- |\n| one | 12345678 90 |", "a    b\n---  --------\none  12345678\n     90")]
    public void Text_is_broken_between_words(string markdown, string text) =>
        Assert.Equal(text.Split('\n'), BlockText.Joined(BlockText.Chunks(new MarkdownPage(markdown).Opening, markdown.StartsWith('|') ? 13 : 11)));

    [Theory]
    [InlineData("Get-Item one | Get-Item two", "Get-Item one |\n    Get-Item two")]
    [InlineData("Get-Item one -Force two", "Get-Item one `\n    -Force two")]
    [InlineData("Get-It { a b c d e f g } -Force", "Get-It `\n    { a b c d e `\n    f g } -Force")]
    [InlineData("'a long string in quotes'", "'a long string in quotes'")]
    [InlineData("# a comment that goes on", "# a comment that\n# goes on")]
    [InlineData("Get-Item one # with a comment", "Get-Item one # with a comment")]
    [InlineData("Set-Content a @'\na line of text that is no code\n'@", "Set-Content a @'\na line of text that is no code\n'@")]
    public void A_line_of_a_script_is_broken_so_that_the_script_stays_the_same(string script, string text) =>
        Assert.Equal(
            text.Split('\n').Select(line => line.Length == 0 ? line : new string(' ', BlockText.CodeIndent) + line),
            BlockText.Chunks(new MarkdownPage($"```powershell\n{script}\n```").Opening, 22).Single());
}
