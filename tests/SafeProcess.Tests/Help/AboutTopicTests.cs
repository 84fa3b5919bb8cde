using SafeProcess.HelpPages;
using SafeProcess.HelpPages.Output;
using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests.Help;

/// <summary>The topics of <c>Get-Help about_*</c>, made from pages.</summary>
public sealed class AboutTopicTests
{
    private const string Page = """
        # 3. Waiting well

        What stands here is for readers of the page alone.

        <!-- about: about_SafeProcess_Waiting -->

        Whoever waits should say for how long: a `-Timeout` is a promise that the script will go on, whatever the program does.

        ## Deadlines

        There are two, and [both](other.md) may be given:

        | Deadline | What it limits |
        | --- | --- |
        | `-Timeout` | the whole run, from the start of the program to the end of its tree |
        | `-IdleTimeout` | the silence on both streams together, which for a program that tells of its progress is the better one |

        ```powershell
        $result = Invoke-SafeProcess { ./backup.sh --everything } -Timeout 2h -IdleTimeout 5m
        ```

        ```output
        a line that is not long
        ```

        1. First comes the stop signal.
        2. Then the kill.

        <!-- /about -->

        More for readers of the page.
        """;

    private const string Topic = """
        TOPIC
            about_SafeProcess_Waiting

        SHORT DESCRIPTION
            Waiting well

        LONG DESCRIPTION
            Whoever waits should say for how long: a -Timeout is a promise that the
            script will go on, whatever the program does.

          Deadlines
            There are two, and both may be given:

            Deadline      What it limits
            ------------  --------------------------------------------------------------
            -Timeout      the whole run, from the start of the program to the end of its
                          tree
            -IdleTimeout  the silence on both streams together, which for a program that
                          tells of its progress is the better one

                $result = Invoke-SafeProcess { ./backup.sh --everything } -Timeout 2h `
                    -IdleTimeout 5m

                a line that is not long

            1. First comes the stop signal.
            2. Then the kill.

        SEE ALSO
            - about_SafeProcess
            - docs/guide/3.md

        """;

    [Fact]
    public void The_core_of_a_page_becomes_a_topic_of_at_most_80_columns()
    {
        var topic = Assert.Single(AboutTopic.FromCores("3.md", Page.ReplaceLineEndings("\n"), "about_SafeProcess", "docs/guide/3.md"));

        Assert.Equal("about_SafeProcess_Waiting", topic.Name);
        Assert.Equal(Topic.ReplaceLineEndings("\n"), topic.Text);
        Assert.All(topic.Text.Split('\n'), line => Assert.True(line.Length <= AboutTopic.Width, line));
    }

    [Fact]
    public void A_page_has_as_many_topics_as_it_marks() =>
        Assert.Equal(
            ["about_A", "about_B"],
            AboutTopic.FromCores("page.md", "# Title\n\n<!-- about: about_A -->\none\n<!-- /about -->\n\n<!-- about: about_B -->\ntwo\n<!-- /about -->\n").Select(topic => topic.Name));

    [Theory]
    [InlineData("# Title\n<!-- about: about_A -->\none", "page.md:2: <!-- /about --> is missing.")]
    [InlineData("<!-- about: about_A -->\none\n<!-- /about -->", "page.md: the page has no title, which is the short description of about_A.")]
    public void A_core_that_is_no_topic_is_an_error_that_names_the_page(string text, string message) =>
        Assert.Equal(message, Assert.Throws<PageException>(() => AboutTopic.FromCores("page.md", text).ToArray()).Message);

    [Fact]
    public void The_sections_of_a_topics_own_page_are_those_of_the_topic() =>
        Assert.Equal(
            "TOPIC\n    about_A\n\nSHORT DESCRIPTION\n    Short.\n\nLONG DESCRIPTION\n    Long.\n\n  Inner\n    More.\n\nSEE ALSO\n    - B\n",
            AboutTopic.FromPage("about_A", "---\ntitle: about_A\n---\n# about_A\n\n## Short description\n\nShort.\n\n## LONG DESCRIPTION\n\nLong.\n\n### Inner\n\nMore.\n\n## SEE ALSO\n\n- [B](B.md)\n").Text);

    [Fact]
    public void The_build_made_every_topic_and_nothing_else()
    {
        var source = new HelpSource(Path.Combine(Checkout.Root, "docs"), Path.Combine(Checkout.Assemblies, "SafeProcess.dll"));

        Assert.Equal(
            source.Topics.Select(topic => $"{topic.Name}.help.txt").Append("SafeProcess.dll-Help.xml").Order(StringComparer.Ordinal),
            Directory.GetFiles(Path.Combine(Checkout.Root, "en-US")).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
        Assert.All(source.Topics, topic => Assert.Equal(topic.Text, File.ReadAllText(Path.Combine(Checkout.Root, "en-US", $"{topic.Name}.help.txt"))));
    }
}
