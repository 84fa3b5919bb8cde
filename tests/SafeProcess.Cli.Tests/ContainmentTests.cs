using System.Text.Json;

namespace SafeProcess.Cli.Tests;

public sealed class ContainmentTests
{
    [Fact]
    public async Task What_must_hold_a_tree_does_or_nothing_is_started()
    {
        var canBeHad = (await SafeprocessCommand.RunAsync("unshare", "--pid", "--fork", "true")).ExitCode == 0;

        var ended = await SafeprocessCommand.RunAsync("--json", "--containment", "namespace", "/bin/sh", "-c", "exit 3");

        if (!canBeHad)
        {
            Assert.Equal(125, ended.ExitCode);
            Assert.Contains("nothing can hold it as Containment Namespace asks", ended.Error, StringComparison.Ordinal);
            return;
        }

        Assert.Equal(3, ended.ExitCode);
        using var result = JsonDocument.Parse(ended.OutputBytes);
        Assert.Equal("Namespace", result.RootElement.GetProperty("Containment").GetString());
    }

    [Theory]
    [InlineData("chains", "--containment: 'chains' is nothing that holds a tree: write session, controlgroup, jobobject, namespace.")]
    [InlineData("3", "--containment: '3' is nothing that holds a tree: write session, controlgroup, jobobject, namespace.")]
    public async Task What_holds_nothing_is_refused(string kind, string message)
    {
        var ended = await SafeprocessCommand.RunAsync("--containment", kind, "/bin/true");

        Assert.Equal(125, ended.ExitCode);
        Assert.Contains(message, ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_to_be_left_cannot_be_in_a_namespace()
    {
        var ended = await SafeprocessCommand.RunAsync("--containment", "namespace", "--orphans", "keep", "/bin/true");

        Assert.Equal(125, ended.ExitCode);
        Assert.Contains("--containment is Namespace, in which nothing outlives the run", ended.Error, StringComparison.Ordinal);
    }
}
