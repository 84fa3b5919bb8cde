using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests.CommandBlocks;

/// <summary>Programs joined by <c>|</c> in a command block: one run.</summary>
public sealed class PipelineOfProgramsTests : IDisposable
{
    private readonly Session _session = new();
    private readonly TemporaryFolder _folder = new();
    private readonly MarkedTree _tree = new();

    public PipelineOfProgramsTests()
    {
        _session["folder"] = _folder.Path;
        _session["mark"] = _tree.Environment;
        _session["complain"] = _folder.WriteProgram("complain", "#!/bin/sh\necho \"$1 complains\" >&2\ncat\nexit ${2:-0}\n");
    }

    public void Dispose()
    {
        _tree.Kill();
        _session.Dispose();
        _folder.Dispose();
    }

    [EngineTheory]
    [InlineData("Invoke-SafeProcess { seq 1 2000 | grep 1 | tail -n 1 } -As Text", "1999\n")]
    [InlineData("$n = 3; Invoke-SafeProcess { seq $n | sort -r | head -n $($n - 1) } -As Text", "3\n2\n")]
    [InlineData("'b', 'a' | Invoke-SafeProcess { cat | sort } -As Text", "a\nb\n")]
    [InlineData("Invoke-SafeProcess { sh -c 'echo to error >&2' 2>&1 | tr a-z A-Z } -As Text", "TO ERROR\n")]
    public void The_last_program_gives_the_output(string script, string expected) =>
        Assert.Equal(expected.TrimEnd('\n'), Assert.Single(_session.Run(script).AssertNoError().Strings).TrimEnd('\n'));

    [EngineFact]
    public void A_program_that_nobody_reads_any_more_is_no_failure()
    {
        var result = _session.Run("Invoke-SafeProcess { yes | head -n 2 } -Timeout 60s").AssertNoError().Result;

        Assert.Equal(("y\ny\n", true, "SIGPIPE"), (result.StandardOutput, result.Success, result.Stages[0].Signal));
    }

    [EngineFact]
    public void One_program_that_fails_fails_the_pipeline_and_is_named()
    {
        var ran = _session.Run("Invoke-SafeProcess { seq 3 | & $complain middle 5 | wc -l }; $LASTEXITCODE");

        var result = Assert.IsType<ProcessResult>(ran.Output[0].BaseObject);
        Assert.Equal([0, 5, 0], result.Stages.Select(stage => stage.ExitCode));
        Assert.Equal("NonZeroExit", Ran.IdOf(ran.Error));
        Assert.Contains("complain", ran.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal(5, ran.Output[1].BaseObject);
    }

    [EngineFact]
    public void The_standard_error_of_each_program_is_kept_apart_and_together()
    {
        var result = _session.Run("Invoke-SafeProcess { seq 1 | & $complain first | & $complain second }").AssertNoError().Result;

        Assert.Equal(["", "first complains\n", "second complains\n"], result.Stages.Select(stage => stage.StandardError));
        Assert.Equal(["first complains", "second complains"], result.StandardError!.TrimEnd('\n').Split('\n').Order(StringComparer.Ordinal));
    }

    [EngineFact]
    public void A_redirection_of_standard_error_is_one_programs()
    {
        var result = _session.Run("Invoke-SafeProcess { seq 1 | & $complain first 2> $folder/first | & $complain second 2>$null | & $complain third }").AssertNoError().Result;

        Assert.Equal("first complains\n", File.ReadAllText(_folder["first"]));
        Assert.Equal("third complains\n", result.StandardError);
    }

    [EngineFact]
    public void The_last_programs_output_goes_to_a_file()
    {
        _session.Run("$null = Invoke-SafeProcess { seq 3 | sort -r > $folder/sorted }").AssertNoError();

        Assert.Equal("3\n2\n1\n", File.ReadAllText(_folder["sorted"]));
    }

    [EngineFact]
    public void A_deadline_ends_all_programs()
    {
        var ran = _session.Run("Invoke-SafeProcess { sleep 1000 | cat | sleep 1000 } -Timeout 300ms -Environment $mark");

        Assert.Equal("TimedOut", Ran.IdOf(ran.Error));
        _tree.AssertGone();
    }

    [EngineFact]
    public void A_program_that_is_not_there_ends_those_before_it_and_is_named_with_its_place()
    {
        var error = _session.Run("Invoke-SafeProcess { sleep 1000 | no-such-program-anywhere -x | cat } -Environment $mark").Error;

        Assert.Equal("CommandNotFound", Ran.IdOf(error));
        Assert.Contains("Stage 2 of 3", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("'no-such-program-anywhere' (line 1, column 35)", error.ToString(), StringComparison.Ordinal);
        _tree.AssertGone();
    }

    [EngineTheory]
    [InlineData("seq 1 > $folder/x | cat", "'> $folder/x' (line 1, column 28) takes what the next program is to read")]
    [InlineData("seq 1 | Get-Date", "'Get-Date' (line 1, column 30) is the cmdlet Get-Date")]
    [InlineData("& $complain a 2> $folder/x | & $complain b 2> $folder/x", "takes another stream already")]
    public void What_cannot_be_joined_is_one_error(string block, string message)
    {
        var error = _session.Run($"Invoke-SafeProcess {{ {block} }}").Error;

        Assert.Equal("InvalidArgument", Ran.IdOf(error));
        Assert.Contains(message, error.ToString(), StringComparison.Ordinal);
    }

    [EngineFact]
    public void WhatIf_and_the_name_of_a_job_show_all_programs()
    {
        var ran = _session.Run("$job = Start-SafeProcess { seq 3 | sort -r }; $job.Command; $job | Receive-Job -Wait -AutoRemoveJob | Select-Object -SkipLast 1").AssertNoError();

        Assert.Equal(["seq 3 | sort -r", "3", "2", "1"], ran.Strings);
    }

    [EngineFact]
    public void A_reader_that_has_enough_ends_all_programs()
    {
        var ran = _session.Run("Invoke-SafeProcess { yes | cat } -As Line -Environment $mark | Select-Object -First 1").AssertNoError();

        Assert.Equal(["y"], ran.Strings);
        _tree.AssertGone();
    }
}
