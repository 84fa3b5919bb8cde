using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

public sealed partial class EnvironmentTests
{
    private const string RunId = "SAFEPROCESS_RUN_ID";

    [Fact]
    public async Task The_hosts_variables_are_passed_on()
    {
        var child = await EnvironmentAsync([]);
        foreach (var (name, value) in Host())
            Assert.Equal(value, child[name]);
        Assert.Equal([RunId], child.Keys.Except(Host().Keys));
    }

    [Fact]
    public async Task A_variable_is_added()
    {
        var child = await EnvironmentAsync(new() { ["UNRULY_ADDED"] = "a b=c\n\"é" });
        Assert.Equal("a b=c\n\"é", child["UNRULY_ADDED"]);
    }

    [Fact]
    public async Task A_variable_is_replaced()
    {
        var child = await EnvironmentAsync(new() { [ThisSystem.HostVariable] = "/nowhere" });
        Assert.Equal("/nowhere", child[ThisSystem.HostVariable]);
    }

    [Fact]
    public async Task A_null_value_removes_a_variable()
    {
        var child = await EnvironmentAsync(new() { [ThisSystem.HostVariable] = null, ["UNRULY_NEVER_THERE"] = null });
        Assert.DoesNotContain(ThisSystem.HostVariable, child.Keys);
        Assert.DoesNotContain("UNRULY_NEVER_THERE", child.Keys);
        Assert.Contains("PATH", child.Keys, StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task An_empty_value_stays_an_empty_value()
    {
        var child = await EnvironmentAsync(new() { ["UNRULY_EMPTY"] = "" });
        Assert.Equal("", child["UNRULY_EMPTY"]);
    }

    [Fact]
    public async Task A_clean_environment_holds_what_was_asked_for_and_the_runs_id()
    {
        Requires.NotWine("a process has no variable but those it was given");
        var child = await EnvironmentAsync(new() { ["ONLY"] = "this" }, clean: true);
        Assert.Equal(["ONLY", RunId], child.Keys.Order());
        Assert.Equal("this", child["ONLY"]);
    }

    [Fact]
    public async Task A_clean_environment_holds_nothing_of_the_hosts()
    {
        Environment.SetEnvironmentVariable("UNRULY_OF_THE_HOST", "x");
        try
        {
            var child = await EnvironmentAsync(new() { ["ONLY"] = "this" }, clean: true);
            Assert.Equal("this", child["ONLY"]);
            Assert.DoesNotContain("UNRULY_OF_THE_HOST", child.Keys);
            Assert.DoesNotContain(ThisSystem.HostVariable, child.Keys);
        }
        finally
        {
            Environment.SetEnvironmentVariable("UNRULY_OF_THE_HOST", null);
        }
    }

    [Fact]
    public async Task Each_run_has_an_id_of_its_own()
    {
        var first = (await EnvironmentAsync([]))[RunId];
        var second = (await EnvironmentAsync([]))[RunId];
        Assert.NotEqual("", first);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task The_hosts_own_environment_stays_as_it_was()
    {
        await EnvironmentAsync(new() { ["UNRULY_ADDED"] = "x", [ThisSystem.HostVariable] = null });
        Assert.Null(Environment.GetEnvironmentVariable("UNRULY_ADDED"));
        Assert.Null(Environment.GetEnvironmentVariable(RunId));
        Assert.NotNull(Environment.GetEnvironmentVariable("PATH"));
    }

    private static async Task<Dictionary<string, string>> EnvironmentAsync(Dictionary<string, string?> changes, bool clean = false)
    {
        var result = await RunAsync(ThisSystem.TellEnvironment with { Environment = changes, CleanEnvironment = clean });
        Assert.Equal(0, result.ExitCode);
        return result.StandardOutput!.Split('\0')[..^1].Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
    }

    private static Dictionary<string, string> Host() =>
        Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().ToDictionary(pair => (string)pair.Key, pair => (string)pair.Value!);
}
