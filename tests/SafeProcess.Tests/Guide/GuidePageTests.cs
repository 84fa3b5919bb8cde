using System.Text.RegularExpressions;
using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests.Guide;

/// <summary>The pages of docs/guide and of docs/en-US, docs/using.md, docs/prompt.md and the README: each example is run as it stands there, and prints what stands there.</summary>
[Trait("Category", "Long")]
public sealed class GuidePageTests(GuideRuns runs) : IClassFixture<GuideRuns>
{
    public static TheoryData<string> Pages => [.. GuidePage.Names];

    public static TheoryData<string> NumberedPages => [.. GuidePage.Names.Where(name => char.IsAsciiDigit(name[0]))];

    [PwshTheory]
    [MemberData(nameof(Pages))]
    public async Task Every_example_of_a_page_prints_what_the_page_says(string name)
    {
        var page = GuidePage.Read(name);

        Assert.SkipWhen(page.SkipReason is not null, page.SkipReason ?? "");
        List<string> wrong = [.. page.Problems, .. PageDifferences.Of(page, await runs.ReportAsync(name))];

        if (wrong.Count > 0)
            Assert.Fail(string.Join('\n', wrong));
    }

    [PwshFact]
    public async Task An_example_that_prints_something_else_is_named_with_its_line()
    {
        var page = GuidePage.Parse("page.md", """
            ```powershell
            Invoke-SafeProcess { printf hello } -As Text
            'b'
            ```

            ```output
            hello
            a
            ```
            ```powershell
            Invoke-SafeProcess { false } -As Text
            ```
            ```powershell elsewhere
            Invoke-SafeProcess { true } -Timout 5s
            ```
            ```powershell wrong
            Invoke-SafeProcess { true
            ```
            ```csharp
            int one = "one";
            ```
            ```csharp
            System.Console.WriteLine("two");
            ```
            ```output
            two
            ```
            """.Split('\n'));

        var differences = PageDifferences.Of(page, await runs.RunAsync(page));

        Assert.Collection(differences,
            first => Assert.StartsWith("page.md:8: the example of line 1 does not print 'a' here; it printed:\n  hello\n  b", first, StringComparison.Ordinal),
            second => Assert.StartsWith("page.md:10: this example says nothing of its output; it printed:\n  Invoke-SafeProcess: 'false' exited", second, StringComparison.Ordinal),
            third => Assert.Equal("page.md:13: this example gives Invoke-SafeProcess -Timout, which it does not have", third),
            fourth => Assert.StartsWith("page.md:16: this example does not parse: ", fourth, StringComparison.Ordinal),
            fifth => Assert.StartsWith("page.md:19: this example does not compile: (1,11): error CS0029", fifth, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(NumberedPages))]
    public void Every_page_marks_its_core_for_a_help_topic(string name)
    {
        var lines = File.ReadAllLines(Path.Combine(GuidePage.Folder, name));

        var start = Array.FindIndex(lines, line => Regex.IsMatch(line, "^<!-- about: about_SafeProcess_[A-Za-z]+ -->$"));
        var end = Array.IndexOf(lines, "<!-- /about -->");

        Assert.True(start > 0 && end > start, $"{name} has no core between <!-- about: about_SafeProcess_… --> and <!-- /about -->");
        Assert.InRange(end - start - 1, 20, 60);
    }

    [Fact]
    public void An_output_without_an_example_and_a_kind_that_is_not_known_are_problems()
    {
        var page = GuidePage.Parse("page.md", ["```output", "a", "```", "```powershell wrogn", "```", "```text", "a", "```", "```powershell", "'a'"]);

        Assert.Collection(page.Problems,
            first => Assert.StartsWith("page.md:1: right before this output", first, StringComparison.Ordinal),
            second => Assert.StartsWith("page.md:4: 'powershell wrogn' is no kind of example", second, StringComparison.Ordinal),
            third => Assert.StartsWith("page.md:9: this fence is never closed", third, StringComparison.Ordinal));
    }
}
