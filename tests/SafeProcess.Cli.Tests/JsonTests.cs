using System.Text.Json;

namespace SafeProcess.Cli.Tests;

public sealed class JsonTests
{
    [Fact]
    public async Task A_result_is_one_object_with_the_names_of_the_result()
    {
        var ended = await SafeprocessCommand.RunAsync("--json", "/bin/sh", "-c", "printf 'caf\\303\\251\\n'; echo bad >&2; exit 3");
        var result = Parse(ended);

        Assert.Equal(3, ended.ExitCode);
        Assert.Empty(ended.Error);
        Assert.Equal("Exited", result.GetProperty("Outcome").GetString());
        Assert.Equal(3, result.GetProperty("ExitCode").GetInt32());
        Assert.False(result.GetProperty("Success").GetBoolean());
        Assert.Equal(JsonValueKind.Null, result.GetProperty("Signal").ValueKind);
        Assert.Equal("café\n", result.GetProperty("StandardOutput").GetString());
        Assert.Equal("bad\n", result.GetProperty("StandardError").GetString());
        Assert.Equal("-c", result.GetProperty("ArgumentList")[0].GetString());
        Assert.InRange(result.GetProperty("Duration").GetDouble(), 0.0001, 60);
        Assert.Equal(0, result.GetProperty("Orphans").GetArrayLength());
    }

    [Fact]
    public async Task A_timeout_keeps_the_partial_output_and_tells_the_tree()
    {
        var ended = await SafeprocessCommand.RunAsync(
            "--json", "--timeout", "1s", "--grace", "100ms", "/bin/sh", "-c", "trap '' TERM; echo partial; echo detail >&2; sleep 300; :");
        var result = Parse(ended);

        Assert.Equal(124, ended.ExitCode);
        Assert.Equal("TimedOut", result.GetProperty("Outcome").GetString());
        Assert.True(result.GetProperty("TimedOut").GetBoolean());
        Assert.Equal(JsonValueKind.Null, result.GetProperty("ExitCode").ValueKind);
        Assert.Equal("SIGKILL", result.GetProperty("Signal").GetString());
        Assert.Equal("partial\n", result.GetProperty("StandardOutput").GetString());
        Assert.Equal("detail\n", result.GetProperty("StandardError").GetString());
        Assert.Contains(result.GetProperty("Diagnosis").EnumerateArray(), static member => member.GetProperty("Name").GetString() == "sleep");
        ExitCodeTests.AssertOneLine(ended.Error);
    }

    [Theory]
    [InlineData("/bin/sh")]
    [InlineData("/bin/sh", "--diagnose-arguments")]
    public async Task A_tree_is_told_with_what_each_process_waits_on_and_arguments_only_when_asked_for(string shell, params string[] options)
    {
        const string Program = "sleep 300 & until grep -q \"(sleep) S\" /proc/$!/stat; do :; done; echo asleep; wait; :";
        var ended = await SafeprocessCommand.RunAsync(["--json", "--idle-timeout", "2s", .. options, shell, "-c", Program, "correct-horse"]);
        var result = Parse(ended);

        Assert.Equal("asleep\n", result.GetProperty("StandardOutput").GetString());
        var (parent, child) = (result.GetProperty("Diagnosis")[0], result.GetProperty("Diagnosis")[1]);
        // Shells differ in how they wait.
        Assert.Matches("^wait for a (child|signal)$", parent.GetProperty("WaitsOn").GetString());
        Assert.Equal("sleep", child.GetProperty("WaitsOn").GetString());
        Assert.InRange(parent.GetProperty("ProcessorTime").GetDouble(), 0, 60);
        Assert.InRange(child.GetProperty("WorkingSet").GetInt64(), 4096, 1 << 30);
        Assert.Equal(options.Length > 0, parent.GetProperty("CommandLine").GetString()!.Contains("correct-horse", StringComparison.Ordinal));
        Assert.True(Enum.TryParse<Containment>(result.GetProperty("Containment").GetString(), out _));
    }

    [Fact]
    public async Task The_output_limit_ends_an_endless_program_and_keeps_what_fits()
    {
        var ended = await SafeprocessCommand.RunAsync("--json", "--output-limit", "10K", "yes");
        var result = Parse(ended);

        Assert.Equal(125, ended.ExitCode);
        Assert.Equal("OutputLimitExceeded", result.GetProperty("Outcome").GetString());
        Assert.Equal(10 * 1024, result.GetProperty("StandardOutput").GetString()!.Length);
    }

    [Fact]
    public async Task Nothing_but_the_error_is_printed_when_nothing_was_started()
    {
        var ended = await SafeprocessCommand.RunAsync("--json", "/no/such/program");

        Assert.Equal(127, ended.ExitCode);
        Assert.Empty(ended.Output);
    }

    private static JsonElement Parse(SafeprocessCommand.Ended ended)
    {
        Assert.Equal(1, ended.Output.Count(static character => character == '\n'));
        return JsonDocument.Parse(ended.OutputBytes).RootElement;
    }
}
