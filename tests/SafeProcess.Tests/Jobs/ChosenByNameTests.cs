using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests.Jobs;

/// <summary><c>Stop-</c>, <c>Wait-</c> and <c>Send-</c> find runs by <c>-Name</c> and <c>-Id</c>, and take what <c>Get-SafeProcess</c> and <c>Get-Job</c> give.
/// The names are each test's own, since other tests run programs in this process too.</summary>
public sealed class ChosenByNameTests : IDisposable
{
    private readonly Session _session = new();
    private readonly MarkedTree _tree = new();

    public ChosenByNameTests()
    {
        _session["environment"] = _tree.Environment;
        _session["name"] = $"web-{Guid.NewGuid():N}";
        _session.Run("""
            function Start-Long([string] $As) { Start-SafeProcess sh '-c' 'echo ready; sleep 1000 & wait' -Environment $environment -Name $As }
            function Start-Echo([string] $As) { Start-SafeProcess sh '-c' 'while read line; do echo "got $line"; done' -Environment $environment -Name $As }
            function Get-RunId($Job) { (Get-SafeProcess | Where-Object Job -EQ $Job).Id }
            """).AssertNoError();
    }

    public void Dispose()
    {
        _session.Run("Get-Job | Remove-Job -Force");
        _session.Dispose();
        _tree.AssertGone();
    }

    [EngineTheory]
    [InlineData("-Name $name")]
    [InlineData("-Name $name.ToUpperInvariant()")]
    [InlineData("-Name \"$name*\"")]
    [InlineData("-Name $name, \"$name*\"")]
    [InlineData("-Id (Get-RunId $job)")]
    [InlineData("-Id (Get-RunId $job), $job.RunId")]
    [InlineData("(Get-RunId $job)")]
    [InlineData("\"$(Get-RunId $job)\"")]
    public void Stop_finds_a_job(string chosen)
    {
        var ran = _session.Run($"$job = Start-Long $name; @(Stop-SafeProcess {chosen} -PassThru).Count; $job.State").AssertNoError();

        Assert.Equal(["1", "Stopped"], ran.Output.Select(item => item.ToString()));
    }

    [EngineFact]
    public void Stop_finds_a_run_that_is_no_job_by_its_program()
    {
        using var folder = new TemporaryFolder();
        using var other = new Session();
        other["environment"] = _tree.Environment;
        var program = $"nap{Guid.NewGuid():N}";
        other["program"] = folder.WriteProgram(program, "#!/bin/sh\nsleep 1000 & wait\n");
        _session["name"] = program;
        var running = other.Start("Invoke-SafeProcess $program -Environment $environment");
        _session.Run("do { Start-Sleep -Milliseconds 10 } until (Get-SafeProcess $name)").AssertNoError();

        var ran = _session.Run("(Stop-SafeProcess -Name $name -PassThru).Outcome").AssertNoError();

        Assert.Equal("Canceled", ran.Value.ToString());
        Assert.Equal("Canceled", Ran.IdOf(running.Finish().Error));
    }

    [EngineTheory]
    [InlineData("Get-SafeProcess")]
    [InlineData("Stop-SafeProcess -PassThru")]
    public void A_name_is_that_of_a_program_or_of_a_job(string command)
    {
        var ran = _session.Run($"$job = Start-Long $name; @({command} -Name $name).Count").AssertNoError();

        Assert.Equal(1, ran.Value);
    }

    [EngineTheory]
    [InlineData("Stop-SafeProcess -PassThru")]
    [InlineData("Stop-SafeProcess -WhatIf")]
    [InlineData("Wait-SafeProcess -Line ready")]
    [InlineData("Send-SafeProcessInput -InputObject more")]
    public void A_name_that_is_not_there_is_one_error_and_the_others_are_taken(string command)
    {
        var ran = _session.Run($"$job = Start-Long $name; {command} -Name $name, 'no-such-run'; {command} -Id $job.RunId, 99999999; {command} -Name 'no-such-*'; 'goes on'");

        Assert.Null(ran.Thrown);
        Assert.Equal(["RunNotFound", "RunNotFound"], ran.Errors.Select(Ran.IdOf));
        Assert.Equal(["no-such-run", "99999999"], ran.Errors.Select(error => error.TargetObject.ToString()));
        Assert.Equal("ObjectNotFound", ran.Errors[0].CategoryInfo.Category.ToString());
        Assert.Contains("'no-such-run'", ran.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Equal("goes on", ran.Output[^1].ToString());
    }

    [EngineFact]
    public void An_id_of_a_job_that_is_none_of_a_run_is_told_so()
    {
        // Runs are more than jobs, so that the ids differ; a run of another test may have the job's.
        _session.Run("$null = Invoke-SafeProcess true; do { $job = Start-Long $name } while ($job.Id -in (Get-SafeProcess).Id)").AssertNoError();

        var message = _session.Run("Get-SafeProcess -Id $job.Id").Error.Exception.Message;

        Assert.Contains((string)_session["name"]!, message, StringComparison.Ordinal);
        Assert.Contains($"-Id {_session.Run("$job.RunId").Value}", message, StringComparison.Ordinal);
    }

    [EngineTheory]
    [InlineData("-Name \"$name*\"")]
    [InlineData("\"$name*\"")]
    [InlineData("-Id $jobs.RunId")]
    [InlineData("(Get-SafeProcess \"$name*\")")]
    [InlineData("-Job $jobs")]
    public void Wait_waits_for_all_that_match(string chosen)
    {
        var ran = _session.Run($"$jobs = 1..3 | ForEach-Object {{ Start-Long \"$name-$_\" }}; (Wait-SafeProcess {chosen} -Line rea).Value").AssertNoError();

        Assert.Equal(["rea", "rea", "rea"], ran.Strings);
    }

    [EngineTheory]
    [InlineData("-Name $name")]
    [InlineData("-Id $job.RunId")]
    public void Wait_finds_a_job_that_is_finished(string chosen)
    {
        var ran = _session.Run($"$job = Start-SafeProcess true -Name $name; $null = Wait-Job $job; (Wait-SafeProcess {chosen}).ExitCode; Stop-SafeProcess {chosen} -PassThru").AssertNoError();

        Assert.Equal(0, ran.Value);
    }

    [EngineFact]
    public void Of_a_job_that_was_started_again_the_new_one_is_waited_for()
    {
        var ran = _session.Run("$old = Start-Long $name; Stop-SafeProcess $old; $job = Start-Long $name; Wait-SafeProcess -Name $name -Line ready; (Stop-SafeProcess -Name $name -PassThru).ProcessId -eq $job.ProcessId").AssertNoError();

        Assert.Equal(["ready", "True"], [ran.Output[0].Properties["Line"].Value.ToString(), ran.Output[1].ToString()]);
        Assert.Equal(2, ran.Output.Count);
    }

    [EngineFact]
    public void A_number_that_is_no_name_is_told_to_be_an_id() =>
        Assert.EndsWith("-Id 12345678 takes the run of that id.", _session.Run("Wait-SafeProcess 12345678").Error.Exception.Message, StringComparison.Ordinal);

    [EngineFact]
    public void A_job_that_was_removed_is_not_found()
    {
        var ran = _session.Run("Start-SafeProcess true -Name $name | Wait-Job | Remove-Job; Wait-SafeProcess -Name $name");

        Assert.Equal("RunNotFound", Ran.IdOf(ran.Error));
    }

    [EngineTheory]
    [InlineData("Send-SafeProcessInput $name hello")]
    [InlineData("Send-SafeProcessInput -Name $name hello")]
    [InlineData("Send-SafeProcessInput -Name \"$name*\" -InputObject hello")]
    [InlineData("'hello' | Send-SafeProcessInput -Name $name")]
    [InlineData("'hello' | Send-SafeProcessInput $name")]
    [InlineData("Send-SafeProcessInput -Id $job.RunId hello")]
    [InlineData("'hello' | Send-SafeProcessInput -Id $job.RunId")]
    [InlineData("Send-SafeProcessInput (Get-SafeProcess $name) hello")]
    [InlineData("Send-SafeProcessInput (Get-Job $name) hello")]
    public void Send_finds_a_job(string send)
    {
        var ran = _session.Run($"$job = Start-Echo $name; {send}; (Wait-SafeProcess $job -Line 'got \\w+' -Timeout 60s).Value").AssertNoError();

        Assert.Equal("got hello", ran.Value);
    }

    [EngineFact]
    public void Send_sends_to_all_that_match()
    {
        var ran = _session.Run("""
            $jobs = 1..3 | ForEach-Object { Start-Echo "$name-$_" }
            'one', 'two' | Send-SafeProcessInput -Name "$name*" -Close
            $jobs | Receive-Job -Wait | Where-Object { $_ -is [string] }
            """).AssertNoError();

        Assert.Equal(["got one", "got one", "got one", "got two", "got two", "got two"], ran.Strings.Order(StringComparer.Ordinal));
    }

    [EngineFact]
    public void What_one_of_several_cannot_be_sent_is_its_own_error_and_the_others_get_theirs()
    {
        var ran = _session.Run("""
            $closed = Start-SafeProcess sleep 1000 -Environment $environment -NoInput -Name "$name-1"
            $job = Start-Echo "$name-2"
            Send-SafeProcessInput -Name "$name*" hello
            (Wait-SafeProcess $job -Line 'got \w+' -Timeout 60s).Value
            """);

        Assert.Equal("InputClosed", Ran.IdOf(ran.Error));
        Assert.Same(((System.Management.Automation.PSObject)_session["closed"]!).BaseObject, ran.Error.TargetObject);
        Assert.Equal("got hello", ran.Value);
    }

    [EngineFact]
    public void A_sender_without_end_is_ended_when_none_of_several_reads_any_more()
    {
        var ran = _session.Run("""
            $jobs = 1..2 | ForEach-Object { Start-SafeProcess head '-c' 10 -Name "$name-$_" }
            & { while ($true) { 'x' * 1000 } } | Send-SafeProcessInput -Name "$name*"
            'after'
            """);

        Assert.Equal(["InputClosed", "InputClosed"], ran.Errors.Select(Ran.IdOf));
        Assert.Equal("after", ran.Value);
    }

    [EngineTheory]
    [InlineData("Get-SafeProcess $name | Stop-SafeProcess -PassThru")]
    [InlineData("Get-Job $name | Stop-SafeProcess -PassThru")]
    [InlineData("$job | Stop-SafeProcess -PassThru")]
    public void Stop_takes_what_comes_down_the_pipeline(string script)
    {
        var ran = _session.Run($"$job = Start-Long $name; ({script}).Outcome").AssertNoError();

        Assert.Equal("Canceled", ran.Value.ToString());
    }

    [EngineTheory]
    [InlineData("Get-SafeProcess $name | Wait-SafeProcess -Line ready")]
    [InlineData("Get-Job $name | Wait-SafeProcess -Line ready")]
    [InlineData("$job | Wait-SafeProcess -Line ready")]
    public void Wait_takes_what_comes_down_the_pipeline(string script)
    {
        var ran = _session.Run($"$job = Start-Long $name; ({script}).Value").AssertNoError();

        Assert.Equal("ready", ran.Value);
    }

    [EngineTheory]
    [InlineData("[pscustomobject]@{ Id = $job.RunId; Name = $name }")]
    [InlineData("(Get-Process -Id $PID)")]
    public void What_only_has_an_id_and_a_name_is_none_of_a_run_and_stops_nothing(string other)
    {
        var ran = _session.Run($"$job = Start-Long $name; {other} | Stop-SafeProcess");

        Assert.Contains("neither a job of Start-SafeProcess nor a run of Get-SafeProcess", ran.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("Running", _session.Run("$job.State").Value.ToString());
    }

    [EngineTheory]
    [InlineData("Stop-SafeProcess")]
    [InlineData("Wait-SafeProcess")]
    public void A_job_of_another_kind_is_one_error_that_names_its_own_cmdlet(string command)
    {
        var ran = _session.Run($"$other = Start-ThreadJob {{ 'done' }}; $job = Start-SafeProcess true -Name $name; $null = Wait-Job $other, $job; $other, $job | {command}; Remove-Job $other");

        Assert.Null(ran.Thrown);
        Assert.Contains("ThreadJob", ran.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains(command.Replace("SafeProcess", "Job", StringComparison.Ordinal), ran.Error.Exception.Message, StringComparison.Ordinal);
    }

    [EngineTheory]
    [InlineData("Get-SafeProcess $name | Wait-SafeProcess")]
    [InlineData("Wait-SafeProcess -Name $name")]
    [InlineData("Send-SafeProcessInput -Id (Get-SafeProcess $name).Id more")]
    public void A_run_that_is_no_job_cannot_be_waited_for_or_sent_to(string script)
    {
        using var folder = new TemporaryFolder();
        using var other = new Session();
        other["environment"] = _tree.Environment;
        var program = $"nap{Guid.NewGuid():N}";
        other["program"] = folder.WriteProgram(program, "#!/bin/sh\nsleep 1000 & wait\n");
        _session["name"] = program;
        var running = other.Start("Invoke-SafeProcess $program -Environment $environment");
        _session.Run("do { Start-Sleep -Milliseconds 10 } until (Get-SafeProcess $name)").AssertNoError();

        var ran = _session.Run(script);

        Assert.Null(ran.Thrown);
        Assert.Contains("no job", ran.Error.Exception.Message, StringComparison.Ordinal);
        _session.Run("Stop-SafeProcess -Name $name").AssertNoError();
        Assert.Equal("Canceled", Ran.IdOf(running.Finish().Error));
    }

    [EngineTheory]
    [InlineData("Wait-SafeProcess -Name $name -Line ready -Port 80")]
    [InlineData("Wait-SafeProcess -Name $name -Line ready -Exit")]
    [InlineData("Wait-SafeProcess -Name $name -Port 80 -Exit")]
    public void Two_things_cannot_be_waited_for(string script)
    {
        var ran = _session.Run($"$job = Start-Long $name; {script}");

        Assert.Equal("InvalidArgument", Ran.IdOf(ran.Error));
        Assert.Matches("-(Port|Exit) .*-(Line|Port)", ran.Error.Exception.Message);
    }

    [EngineTheory]
    [InlineData("Stop-SafeProcess -Name $name -Id 3")]
    [InlineData("Wait-SafeProcess -Name $name -Job (Get-Job)")]
    [InlineData("Send-SafeProcessInput -Name $name -Id 3 more")]
    public void Two_ways_to_name_a_run_are_refused(string script)
    {
        var ran = _session.Run($"$job = Start-Long $name; {script}");

        Assert.Contains("Parameter set", ran.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("Running", _session.Run("$job.State").Value.ToString());
    }
}
