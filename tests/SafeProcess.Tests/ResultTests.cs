using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests;

public sealed class ResultTests : IDisposable
{
    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [EngineFact]
    public void A_run_emits_one_result_with_both_streams_apart()
    {
        var result = _session.Run("Invoke-SafeProcess sh '-c' 'echo to out; echo to err >&2'").AssertNoError().Result;

        Assert.Equal(Outcome.Exited, result.Outcome);
        Assert.True(result.Success);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("to out\n", result.StandardOutput);
        Assert.Equal("to err\n", result.StandardError);
    }

    [EngineFact]
    public void A_result_tells_what_was_run_and_what_it_took()
    {
        var result = _session.Run("Invoke-SafeProcess sh '-c' 'echo $$' -WorkingDirectory /").AssertNoError().Result;

        Assert.True(Path.IsPathFullyQualified(result.FilePath), result.FilePath);
        Assert.Equal("sh", Path.GetFileName(result.FilePath));
        Assert.Equal(["-c", "echo $$"], result.ArgumentList);
        Assert.Equal("/", result.WorkingDirectory);
        Assert.Equal($"{result.ProcessId}\n", result.StandardOutput);
        Assert.InRange(result.StartTime, DateTimeOffset.Now.AddMinutes(-5), DateTimeOffset.Now);
        Assert.True(result.Duration > TimeSpan.Zero);
    }

    [EngineFact]
    public void Both_streams_of_a_program_that_floods_both_come_whole()
    {
        const string Flood = "seq 1 300000 & seq 1 300000 >&2; wait";

        var result = _session.Run($"Invoke-SafeProcess sh '-c' '{Flood}'").AssertNoError().Result;

        var expected = string.Concat(Enumerable.Range(1, 300000).Select(number => $"{number}\n"));
        Assert.True(expected == result.StandardOutput, "standard output differs from what was written");
        Assert.True(expected == result.StandardError, "standard error differs from what was written");
    }

    [EngineFact]
    public void What_was_written_before_a_deadline_is_in_the_result()
    {
        // A deadline that comes before the program has got there shows nothing.
        var result = Attempt.UntilTrue(
            seconds => _session.Run($"Invoke-SafeProcess sh '-c' 'echo first; exec sleep 1000' -Timeout {seconds} -ErrorAction Ignore").Result,
            result => result.Diagnosis.Any(member => member.Name == "sleep"));

        Assert.Equal(Outcome.TimedOut, result.Outcome);
        Assert.True(result.TimedOut);
        Assert.Null(result.ExitCode);
        Assert.Equal("first\n", result.StandardOutput);
        Assert.Contains(result.Diagnosis, member => member.Id == result.ProcessId && member.Name == "sleep");
    }

    [EngineFact]
    public void As_Text_emits_one_string_and_no_result()
    {
        var text = _session.Run("Invoke-SafeProcess printf 'one\\ntwo' -As Text").AssertNoError().Value;

        Assert.Equal("one\ntwo", text);
    }

    [EngineTheory]
    [InlineData("'a\\n'", "", "a")]
    [InlineData("'a\\r\\n'", "", "a")]
    [InlineData("'a\\n\\n'", "", "a\n")]
    [InlineData("'a\\r'", "", "a\r")]
    [InlineData("'a\\n'", "-KeepNewline", "a\n")]
    public void As_Text_drops_the_newline_at_the_end_unless_it_is_to_be_kept(string written, string parameter, string expected) =>
        Assert.Equal(expected, _session.Run($"Invoke-SafeProcess {{ printf {written} }} -As Text {parameter}").AssertNoError().Value);

    [EngineFact]
    public void As_Text_with_MergeStandardError_keeps_the_order_of_both_streams()
    {
        var text = _session.Run(
            "Invoke-SafeProcess sh '-c' 'echo 1; echo 2 >&2; echo 3; echo 4 >&2' -As Text -MergeStandardError").AssertNoError().Value;

        Assert.Equal("1\n2\n3\n4", text);
    }

    [EngineFact]
    public void As_Byte_emits_one_array_with_exactly_the_bytes_written()
    {
        using var folder = new TemporaryFolder();
        var bytes = new byte[3_000_000];
        new Random(1).NextBytes(bytes);
        File.WriteAllBytes(folder["random"], bytes);
        _session["file"] = folder["random"];

        var output = _session.Run("Invoke-SafeProcess cat $file -As Byte").AssertNoError().Value;

        Assert.True(Assert.IsType<byte[]>(output).AsSpan().SequenceEqual(bytes), "the array differs from the file");
    }

    [EngineFact]
    public void As_Byte_emits_an_empty_array_for_a_silent_program() =>
        Assert.Empty(Assert.IsType<byte[]>(_session.Run("Invoke-SafeProcess true -As Byte").AssertNoError().Value));

    [EngineFact]
    public void Output_paths_take_the_streams_and_the_result_still_comes()
    {
        using var folder = new TemporaryFolder();
        _session["folder"] = folder.Path;

        var result = _session.Run("""
            Set-Location $folder
            Invoke-SafeProcess sh '-c' 'echo to out; echo to err >&2' -StandardOutputPath out.txt -StandardErrorPath ./err.txt
            """).AssertNoError().Result;

        Assert.True(result.Success);
        Assert.Equal("to out\n", File.ReadAllText(folder["out.txt"]));
        Assert.Equal("to err\n", File.ReadAllText(folder["err.txt"]));
        Assert.Equal(7, result.StandardOutputLength);
    }

    [EngineTheory]
    [InlineData("Stop")]
    [InlineData("Keep")]
    public void An_orphan_that_holds_the_pipes_open_does_not_hold_the_run(string policy)
    {
        var tree = new MarkedTree();
        _session["environment"] = tree.Environment;

        // The shell ends only when its child has become sleep.
        var result = _session.Run($"""
            Invoke-SafeProcess -Timeout 60s -OrphanPolicy {policy} -Environment $environment -- `
                sh -c 'sleep 1000 & until grep -q sleep /proc/$!/comm; do :; done; echo done'
            """).Result;

        Assert.Equal(Outcome.Exited, result.Outcome);
        Assert.Equal("done\n", result.StandardOutput);
        var orphan = Assert.Single(result.Orphans);
        Assert.Equal("sleep", orphan.Name);
        Assert.Equal(policy == "Keep" ? [orphan.Id] : [], tree.Alive());
        tree.Kill();
    }

    [EngineFact]
    public void OrphanPolicy_Wait_waits_for_an_orphan_and_keeps_what_it_writes()
    {
        var result = _session.Run("Invoke-SafeProcess sh '-c' '(sleep 2; echo late) & echo done' -Timeout 60s -OrphanPolicy Wait").Result;

        Assert.Equal("done\nlate\n", result.StandardOutput);
    }

    [EngineTheory]
    [InlineData("(Invoke-SafeProcess { printf a b }).ArgumentList[0]", "a")]
    [InlineData("(Invoke-SafeProcess { printf a | cat }).Stages[0].ArgumentList[0]", "a")]
    [InlineData("(Invoke-SafeProcess { printf a | wc -c }).Stages[1].FilePath | Split-Path -Leaf", "wc")]
    [InlineData("(Invoke-SafeProcess { sh -c 'sleep 60 & :' } -GracePeriod 0).Orphans[0].ParentId -is [int]", true)]
    [InlineData("(Invoke-SafeProcess { sleep 60 } -Timeout 100ms -GracePeriod 0 -ErrorAction Ignore).Diagnosis[0].Name", "sleep")]
    [InlineData("$job = Start-SafeProcess { sleep 60 }; (Get-SafeProcess | Where-Object Job -eq $job).ArgumentList[0]; $job | Stop-SafeProcess", "60")]
    [InlineData("$job = Start-SafeProcess { sleep 60 }; (Get-SafeProcess | Where-Object Job -eq $job).Tree[0].Id -eq $job.ProcessId; $job | Stop-SafeProcess", true)]
    public void A_list_of_a_result_has_elements(string script, object expected) => Assert.Equal(expected, _session.Run(script).AssertNoError().Value);

    [EngineTheory]
    [InlineData("$r.Success = $false")]
    [InlineData("$r.ExitCode = 7")]
    [InlineData("$r.StandardOutput = 'x'")]
    [InlineData("$r.Stages[0].ExitCode = 9")]
    public void A_result_cannot_be_changed(string script)
    {
        var ran = _session.Run($"$r = Invoke-SafeProcess {{ printf a | cat }}; {script}; $r.Success, $r.ExitCode, $r.StandardOutput, $r.Stages[0].ExitCode");

        Assert.Equal([true, 0, "a", 0], ran.Output.Select(one => one.BaseObject));
        Assert.NotEmpty(ran.Errors);
    }
}
