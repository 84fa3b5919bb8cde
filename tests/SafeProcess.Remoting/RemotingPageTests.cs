using SafeProcess.Remoting.Harness;

namespace SafeProcess.Remoting;

/// <summary>docs/remoting.md: each example is run as it stands there, with hosts of its names, and prints what stands there.</summary>
public sealed class RemotingPageTests(SshHosts hosts)
{
    [SshFact]
    public async Task What_the_page_says_is_what_happens()
    {
        using var names = new NamedHosts(hosts, "alpha", "beta", "gamma");
        var page = GuidePage.Read(Path.Combine("..", "remoting.md"));

        List<string> wrong = [.. page.Problems, .. PageDifferences.Of(page, await PageRun.RunAsync(page, TestContext.Current.CancellationToken, names.Environment))];

        if (wrong.Count > 0)
            Assert.Fail(string.Join('\n', wrong));
    }
}
