using System.Management.Automation;
using SafeProcess.Commands;
using SafeProcess.Remoting.Harness;

namespace SafeProcess.Remoting;

/// <summary>Runs of other sessions that are listed and stopped from here.</summary>
public sealed class FarRunTests(SshHosts hosts) : IDisposable
{
    private readonly MarkedTree _tree = new();

    public void Dispose() => _tree.Kill();

    [EngineFact]
    public void Runs_of_a_session_are_listed_as_they_are_there_and_say_where_that_is()
    {
        using var client = Started();

        var ran = client.Run("""
            $run = Get-SafeProcess -Session $session
            $run
            $run.RunspaceId -eq $session.InstanceId
            $there = Invoke-Command -Session $session { $run = Get-SafeProcess; $run.Id; $run.ProcessId; $run.StartTime.ToString('O'); $run.FilePath; "$($run.ArgumentList)"; "$($run.Tree.Id)"; "$($run.Tree.Name)"; $run.StandardOutputLength }
            $here = $run.Id, $run.ProcessId, $run.StartTime.ToString('O'), $run.FilePath, "$($run.ArgumentList)", "$($run.Tree.Id)", "$($run.Tree.Name)", $run.StandardOutputLength
            "$here" -ceq "$there"
            "$here <> $there"
            """).AssertNoError();

        var run = Assert.IsType<LiveRun>(ran.Output[0].BaseObject);
        Assert.Equal("localhost", ran.Output[0].Properties["PSComputerName"].Value);
        Assert.Equal(true, ran.Output[1].BaseObject);
        Assert.True((bool)ran.Output[2].BaseObject, ran.Output[3].ToString());
        Assert.Equal((RunKind.Job, "web", 2), (run.Kind, run.JobName, run.ProcessCount));
        Assert.Null(run.Job);
    }

    [EngineFact]
    public void The_views_say_where_a_run_is()
    {
        using var client = Started();

        var ran = client.Run("$run = Get-SafeProcess -Session $session; ($run | Out-String -Width 200).Trim(); ($run | Format-List | Out-String -Width 200).Trim()").AssertNoError();

        var table = ran.Strings.First().Split('\n');
        Assert.Matches(@"^ *Id Program +Procs .* Kind +Job +PSComputerName", table[0]);
        Assert.Matches(@"unruly +2 .* Job +web +localhost", table[2]);
        Assert.Matches(@"(?m)^PSComputerName *: localhost", ran.Strings.Last());
    }

    [EngineFact]
    public void Runs_are_found_by_name_and_by_id()
    {
        using var client = Started();

        var ran = client.Run("""
            (Get-SafeProcess -Session $session -Name w*).JobName
            (Get-SafeProcess unruly* -Session $session).JobName
            @(Get-SafeProcess no-such -Session $session).Count
            $run = Get-SafeProcess -Session $session
            (Get-SafeProcess -Session $session -Id $run.Id).ProcessId -eq $run.ProcessId
            Get-SafeProcess -Session $session -Id 4711
            """);

        Assert.Equal(["web", "web", "0", "True"], ran.Output.Select(item => item.ToString()));
        Assert.Equal("RunNotFound", Ran.IdOf(ran.Error));
        Assert.StartsWith("localhost: ", ran.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.ObjectNotFound, ran.Error.CategoryInfo.Category);
    }

    [EngineFact]
    public void Of_several_sessions_one_that_is_lost_is_an_error_and_the_others_are_listed()
    {
        using var client = Started();

        var ran = client.Run("""
            $gone = New-LocalSession Gone
            Remove-LocalSession $gone
            (Get-SafeProcess -Session $gone, $session).JobName
            """);

        Assert.Equal("web", ran.Value);
        Assert.Equal("SessionLost", Ran.IdOf(ran.Error));
        Assert.Contains("Gone", ran.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.ConnectionError, ran.Error.CategoryInfo.Category);
    }

    [EngineTheory]
    [InlineData("Get-SafeProcess -Session $bare")]
    [InlineData("Stop-SafeProcess 1 -Session $bare")]
    [InlineData("Stop-SafeProcess -Name w* -Session $bare")]
    [InlineData("Start-SafeProcess { true } -Session $bare")]
    public void A_session_without_the_module_is_one_error_that_says_so(string call)
    {
        using var client = new Client();

        var ran = client.Run($"$bare = New-LocalSession Empty -Bare; {call}");

        Assert.Equal("ModuleNotFound", Ran.IdOf(ran.Error));
        Assert.Contains("The session Empty to localhost", ran.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("no module SafeProcess", ran.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.NotInstalled, ran.Error.CategoryInfo.Category);
    }

    [EngineTheory]
    [InlineData("Get-SafeProcess -Session $session")]
    [InlineData("$run | Stop-SafeProcess")]
    [InlineData("Start-SafeProcess { true } -Session $session")]
    public void A_session_in_which_something_goes_on_is_busy(string call)
    {
        using var client = Started();

        var ran = client.Run($$"""
            $run = Get-SafeProcess -Session $session
            $other = Invoke-Command -Session $session { Start-Sleep 1000 } -AsJob
            while ($session.Availability -eq 'Available') { Start-Sleep -Milliseconds 10 }
            {{call}}
            """);

        Assert.Equal("SessionBusy", Ran.IdOf(ran.Error));
        Assert.Contains("The session Local to localhost", ran.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("web", client.Run("Stop-Job $other; (Get-SafeProcess -Session $session).JobName").AssertNoError().Value);
    }

    [EngineTheory]
    [InlineData("Get-SafeProcess -Session $session | Stop-SafeProcess -PassThru")]
    [InlineData("Stop-SafeProcess (Get-SafeProcess -Session $session) -PassThru")]
    [InlineData("Stop-SafeProcess (Get-SafeProcess -Session $session).Id -Session $session -PassThru")]
    [InlineData("Stop-SafeProcess -Name web -Session $session -PassThru")]
    [InlineData("Stop-SafeProcess -Name unruly* -Session $session -PassThru")]
    public void What_runs_there_is_stopped_there(string stop)
    {
        using var client = Started();

        var ran = client.Run(stop).AssertNoError();

        Assert.Equal(Outcome.Canceled, ran.Result.Outcome);
        Assert.Equal("localhost", ran.Output[0].Properties["PSComputerName"].Value);
        _tree.AssertGone();
    }

    [EngineFact]
    public void Runs_of_several_sessions_and_of_this_one_are_stopped_together()
    {
        using var client = Started();

        var ran = client.Run("""
            $second = New-LocalSession Second
            Invoke-Command -Session $second { $null = 1..2 | ForEach-Object { Start-SafeProcess $using:unruly hang } }
            $here = Start-SafeProcess $unruly hang
            Get-SafeProcess; Get-SafeProcess -Session $session, $second
            """).AssertNoError();
        var stopped = client.Run("@(Get-SafeProcess -Id $here.RunId; Get-SafeProcess -Session $session, $second) | Stop-SafeProcess -PassThru").AssertNoError();

        Assert.True(ran.Output.Count >= 4);
        Assert.Equal([null, "localhost", "localhost", "localhost"], stopped.Output.Select(result => result.Properties["PSComputerName"]?.Value));
        _tree.AssertGone();
        Assert.Empty(client.Run("Get-SafeProcess -Session $session, $second").AssertNoError().Output);
    }

    [EngineFact]
    public void A_name_that_no_run_there_has_is_an_error_and_the_others_are_stopped()
    {
        using var client = Started();

        var ran = client.Run("Stop-SafeProcess -Name no-such, web -Session $session -PassThru");

        Assert.Equal(Outcome.Canceled, ran.Result.Outcome);
        Assert.Equal(("RunNotFound", "no-such"), (Ran.IdOf(ran.Error), ran.Error.TargetObject));
    }

    [EngineTheory]
    [InlineData("Continue")]
    [InlineData("Stop")]
    public void What_has_ended_there_meanwhile_is_no_error_whatever_that_session_prefers(string preference)
    {
        using var client = Started();

        var ran = client.Run($$"""
            $run = Get-SafeProcess -Session $session
            Invoke-Command -Session $session { Get-Job | Remove-Job -Force; $ErrorActionPreference = '{{preference}}' }
            $run | Stop-SafeProcess -PassThru
            """).AssertNoError();

        Assert.Empty(ran.Output);
    }

    [SshFact]
    public void Over_SSH_runs_are_listed_and_stopped_and_WhatIf_names_the_machine()
    {
        using var client = new Client(hosts);
        client["mark"] = _tree.Environment;
        client.Run("""
            $sessions = $connections[0, 1] | ForEach-Object { New-PSSession -SSHConnection $_ }
            Invoke-Command -Session $sessions { $null = Start-SafeProcess unruly tree ignore setsid -Environment $using:mark -GracePeriod 200ms | Wait-SafeProcess -Line ready }
            """).AssertNoError();

        var listed = client.Run("Get-SafeProcess -Session $sessions").AssertNoError().Output;
        var told = Command.Run(Engine.ToRun($$"""
            {{hosts.ParametersScript}}
            Import-Module '{{Checkout.Manifest}}'
            $session = New-PSSession -HostName {{hosts.Names[2]}} @ssh
            Invoke-Command -Session $session { $null = Start-SafeProcess unruly hang }
            Get-SafeProcess -Session $session | Stop-SafeProcess -WhatIf
            Get-SafeProcess -Session $session | Stop-SafeProcess -PassThru | ForEach-Object Outcome
            """));
        var stopped = client.Run("Get-SafeProcess -Session $sessions | Stop-SafeProcess -PassThru").AssertNoError().Output;

        Assert.Equal(hosts.Names[..2], listed.Select(run => run.Properties["PSComputerName"].Value));
        Assert.All(listed, run => Assert.Equal(2, Assert.IsType<LiveRun>(run.BaseObject).Tree.Count));
        Assert.Matches($@"target ""\S*unruly hang \(run 1, process \d+\) on {hosts.Names[2]}""", told);
        Assert.EndsWith("Canceled", told.TrimEnd(), StringComparison.Ordinal);
        Assert.Equal(hosts.Names[..2], stopped.Select(result => result.Properties["PSComputerName"].Value));
        Assert.All(stopped, result => Assert.Equal(Outcome.Canceled, Assert.IsType<ProcessResult>(result.BaseObject).Outcome));
        _tree.AssertGone();
    }

    // A tree of two that a job of that session runs.
    private Client Started()
    {
        var client = new Client();
        client["mark"] = _tree.Environment;
        client.Run("""
            $session = New-LocalSession
            Invoke-Command -Session $session { $null = Start-SafeProcess $using:unruly tree plain plain -Name web -Environment $using:mark | Wait-SafeProcess -Line ready }
            """).AssertNoError();
        return client;
    }
}
