using System.Management.Automation;
using SafeProcess.Commands;
using SafeProcess.Remoting.Harness;

namespace SafeProcess.Remoting;

/// <summary>Jobs of this session whose programs run in another one.</summary>
public sealed class FarJobTests : IDisposable
{
    private readonly MarkedTree _tree = new();
    private readonly Client _client = new();

    public FarJobTests()
    {
        _client["mark"] = _tree.Environment;
        _client.Run("$session = New-LocalSession").AssertNoError();
    }

    public void Dispose()
    {
        _client.Dispose();
        _tree.Kill();
    }

    [EngineFact]
    public void Lines_come_and_then_the_result_which_says_where_it_ran()
    {
        var ran = _client.Run("""
            $job = Start-SafeProcess $unruly numbers 3 -Session $session -Name count
            $job | Receive-Job -Wait
            "$($job.State) $($job.Location) $($job.Name) $(Get-Job count)" -replace ' \S+$'
            """).AssertNoError();

        Assert.Equal(["1", "2", "3"], ran.Output.Take(3).Select(line => line.BaseObject));
        Assert.Equal(Outcome.Exited, Assert.IsType<ProcessResult>(ran.Output[3].BaseObject).Outcome);
        Assert.Equal("localhost", ran.Output[3].Properties["PSComputerName"].Value);
        Assert.Equal("Completed localhost count", ran.Output[4].BaseObject);
    }

    [EngineFact]
    public void While_it_runs_its_lines_can_be_received_and_the_session_is_free()
    {
        var ran = _client.Run("""
            $job = Start-SafeProcess { & $unruly tree plain plain } -Session $session -Name web -Environment $mark
            $null = Wait-SafeProcess web -Line ready
            @(Receive-Job $job)[-1]
            "$($job.State)"
            Invoke-Command -Session $session { 42 }
            $run = Get-SafeProcess -Session $session
            $run.Id -eq $job.RunId -and $run.ProcessId -eq $job.ProcessId -and $run.ProcessCount -eq 2 -and $run.JobName -eq 'web'
            [object]::ReferenceEquals($run.Job, $job)
            Stop-Job $job
            "$($job.State) $($job.Result.Outcome)"
            """).AssertNoError();

        Assert.Equal(["ready", "Running", "42", "True", "True", "Stopped Canceled"], ran.Output.Select(item => item.ToString()));
        _tree.AssertGone();
    }

    [EngineTheory]
    [InlineData("$jobs | Stop-Job")]
    [InlineData("$jobs | Stop-SafeProcess")]
    [InlineData("Stop-SafeProcess -Name stubborn*")]
    [InlineData("Get-SafeProcess -Session $session | Stop-SafeProcess")]
    [InlineData("$jobs | Remove-Job -Force")]
    [InlineData("Remove-Module SafeProcess")]
    public void To_stop_it_takes_the_ladder_there(string stop)
    {
        _client.Run($$"""
            $jobs = 1, 2 | ForEach-Object { Start-SafeProcess { & $unruly tree ignore setsid } -Name "stubborn $_" -Session $session -Environment $mark -GracePeriod 300ms }
            $null = $jobs | Wait-SafeProcess -Line ready
            {{stop}}
            """).AssertNoError();

        // What removes the module waits no longer than a run may take here.
        Eventually.True(() => _tree.Alive().Count == 0, "nothing of the trees is left");
        Eventually.True(() => _client.Run("\"$($jobs.State)\"").AssertNoError().Value is "Stopped Stopped", "the jobs are stopped");
    }

    [EngineFact]
    public void Standard_error_comes_on_the_information_stream_and_a_failure_as_an_error()
    {
        var ran = _client.Run("$job = Start-SafeProcess $unruly exit 3 --err 'disk is full' -Session $session; $job | Receive-Job -Wait; \"$($job.State)\"");

        Assert.Equal("NonZeroExit", Ran.IdOf(ran.Error));
        Assert.Equal(3, Assert.IsType<ProcessResult>(ran.Error.TargetObject).ExitCode);
        Assert.Equal("Failed", ran.Output[^1].BaseObject);
        Assert.Contains(ran.Information, line => line.Tags.Contains("StandardError") && line.MessageData is "disk is full");
    }

    [EngineFact]
    public void A_result_arrives_with_every_value_that_it_had()
    {
        var ran = _client.Run("""
            $job = Start-SafeProcess { & $unruly exit 0 | & $unruly exit 3 --err "ä😀`e[1m" } -Session $session
            $null = $job | Receive-Job -Wait -ErrorAction Ignore
            $result = $job.Result
            $result
            "$($result.Stages.ExitCode) $($result.LastErrorLine)"
            [SafeProcess.ProcessResult]::FromJson($result.ToJson()).ToJson() -ceq $result.ToJson()
            """).AssertNoError();

        Assert.Equal(["0 3 ä😀\x1b[1m", "True"], ran.Output.Skip(1).Select(item => item.ToString()));
        Assert.NotEqual(0, Assert.IsType<ProcessResult>(ran.Output[0].BaseObject).StartTime.Ticks % TimeSpan.TicksPerSecond);
    }

    [EngineFact]
    public void A_question_that_no_newline_ends_is_waited_for_and_answered()
    {
        var ran = _client.Run("""
            $job = Start-SafeProcess { & $unruly ask 'password: ' } -Terminal -Session $session
            (Wait-SafeProcess $job -Line 'password: $').Line
            Send-SafeProcessInput $job secret
            (Wait-SafeProcess $job -Line '^got').Line
            $null = Wait-Job $job
            """).AssertNoError();

        Assert.Equal(["password: ", "got secret"], ran.Strings);
    }

    [EngineFact]
    public void Input_is_sent_while_it_runs_and_ended()
    {
        var ran = _client.Run("""
            $job = Start-SafeProcess $unruly echo -Session $session
            Send-SafeProcessInput $job 'one ä'
            (Wait-SafeProcess $job -Line one).Line
            [byte[]](0..255) | Send-SafeProcessInput $job -Close
            (Wait-SafeProcess $job).StandardOutputLength
            Send-SafeProcessInput $job late
            """);

        Assert.Equal(["one ä", 7L + 256], ran.Output.Select(item => item.BaseObject));
        Assert.Equal("InputClosed", Ran.IdOf(ran.Error));
    }

    [EngineFact]
    public void Much_input_of_the_pipeline_arrives_in_order()
    {
        var ran = _client.Run("""
            $lines = 1..60 | ForEach-Object { "$_ " * 20000 }
            $here = $lines | Invoke-SafeProcess $unruly digest -As Text
            $job = $lines | Start-SafeProcess $unruly digest -Session $session
            @($job | Receive-Job -Wait)[0] -ceq $here
            """).AssertNoError();

        Assert.Equal(true, ran.Value);
    }

    [EngineTheory]
    [InlineData("head '-c' 10")]
    [InlineData("sh '-c' 'read line; exec <&-; exec sleep 1000'")]
    public void Input_that_the_program_does_not_read_is_told(string program)
    {
        var ran = _client.Run($$"""
            $job = Start-SafeProcess {{program}} -Session $session -Environment $mark
            1..200000 | Send-SafeProcessInput $job
            Stop-Job $job
            """);

        Assert.Equal("InputClosed", Ran.IdOf(ran.Error));
    }

    [EngineFact]
    public void Many_lines_arrive_in_order_and_none_is_lost()
    {
        var ran = _client.Run("""
            $job = Start-SafeProcess $unruly numbers 100000 -Session $session
            $lines = @($job | Receive-Job -Wait)
            $lines.Count
            "$($lines[0..99999])" -ceq "$(1..100000)"
            $job.StandardOutputLength
            """).AssertNoError();

        Assert.Equal([100001, true, 588895L], ran.Output.Select(item => item.BaseObject));
    }

    [EngineTheory]
    [InlineData("Start-SafeProcess no-such-program -Session $session", "CommandNotFound", "localhost: ")]
    [InlineData("Start-SafeProcess { true | no-such-program } -Session $session", "CommandNotFound", "localhost: ")]
    [InlineData("Start-SafeProcess true -WorkingDirectory /no/such -Session $session", "WorkingDirectoryNotFound", "localhost: ")]
    [InlineData("Start-SafeProcess true -Append -Session $session", "InvalidArgument", "localhost: -Append ")]
    [InlineData("Start-SafeProcess true -Timeout 0 -Session $session", "InvalidArgument", "-Timeout ")]
    [InlineData("Start-SafeProcess true -HoldBack -Session $session", "InvalidArgument", "-HoldBack cannot be used with -Session")]
    public void What_cannot_be_started_is_an_error_and_no_job(string start, string id, string message)
    {
        var ran = _client.Run(start);

        Assert.Equal(id, Ran.IdOf(ran.Error));
        Assert.StartsWith(message, ran.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(["0", "42"], _client.Run("@(Get-Job).Count; Invoke-Command -Session $session { 42 }").AssertNoError().Output.Select(item => item.ToString()));
    }

    [EngineTheory]
    [InlineData("Start-SafeProcess @where $unruly args 'a b' '' '$HOME' '*' '~' 'q\"''`' \"ä😀`n\" -x:y --long=1 a,b $list $pattern")]
    [InlineData("Start-SafeProcess @where { & $unruly args 'a b' '' '$HOME' '*' '~' 'q\"''`' \"ä😀`n\" -x:y --long=1 a,b $list $pattern }")]
    public void Arguments_reach_the_program_as_they_would_here(string start)
    {
        var ran = _client.Run($$"""
            $list = 'one', '', 'two three'
            $pattern = '/no/such/*'
            foreach ($where in @{}, @{ Session = $session }) { "$({{start}} | Receive-Job -Wait | Select-Object -SkipLast 1)" }
            """).AssertNoError();

        Assert.EndsWith(" end", ran.Strings.First(), StringComparison.Ordinal);
        Assert.Equal(ran.Strings.First(), ran.Strings.Last());
    }

    [EngineFact]
    public void Files_and_home_are_those_of_the_other_side_and_values_those_of_this_one()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.txt", "");
        folder.Write("b.txt", "");
        _client["folder"] = folder[""];

        var ran = _client.Run("""
            $session = New-LocalSession -Own
            $value = 'of here'
            Invoke-Command -Session $session { Set-Location $using:folder; $value = 'of there'; Set-Variable HOME /far/home -Force -Scope Global; (Get-PSProvider FileSystem).Home = '/far/home' }
            $null = Start-SafeProcess { & $unruly args *.txt ~/x "$value" > out } -Session $session | Wait-SafeProcess
            $text = Get-Content "$folder/out"
            ($text | Where-Object { $_ -ne 'end' } | ForEach-Object { [Text.Encoding]::UTF8.GetString([Convert]::FromHexString($_)) }) -join '|'
            $null = Start-SafeProcess $unruly cwd -WorkingDirectory . -StandardOutputPath ./cwd -Session $session | Wait-SafeProcess
            (Get-Content "$folder/cwd") -eq $folder.TrimEnd('/')
            Test-Path ./cwd, ./out
            """).AssertNoError();

        Assert.Equal(["a.txt|b.txt|/far/home/x|of here", "True", "False", "False"], ran.Output.Select(item => item.ToString()));
    }

    [EngineFact]
    public void A_secret_reaches_the_program_and_nothing_else()
    {
        var ran = _client.Run("""
            $secret = ConvertTo-SecureString topsecret -AsPlainText -Force
            $job = Start-SafeProcess { & $unruly env } -Environment @{ TOKEN = $secret } -Session $session
            @($job | Receive-Job -Wait | Where-Object { $_ -is [string] }) -join '' -match 'TOKEN=topsecret'
            $job = Start-SafeProcess { & $unruly exit 0 --out $secret } -Session $session
            @($job | Receive-Job -Wait)[0]
            "$($job.Result.ArgumentList)"
            $job.Command -like '*topsecret*'
            $job = Start-SafeProcess -FilePath $unruly -ArgumentList exit, 0, --out, hidden -SensitiveArgument --out -Session $session
            $null = $job | Receive-Job -Wait
            "$($job.Result.ArgumentList)"
            """).AssertNoError();

        Assert.Equal(["True", "topsecret", "exit 0 --out ***", "False", "exit 0 --out ***"], ran.Output.Select(item => item.ToString()));
    }

    [EngineFact]
    public void Limits_and_verbose_are_those_of_the_run_there()
    {
        var ran = _client.Run("$job = Start-SafeProcess $unruly hang -Timeout 200ms -GracePeriod 0 -Session $session -Verbose; $job | Receive-Job -Wait -Verbose");

        Assert.Equal("TimedOut", Ran.IdOf(ran.Error));
        Assert.Contains(ran.Verbose, step => step.StartsWith("The timeout of 200 ms", StringComparison.Ordinal));
    }

    [EngineFact]
    public void A_port_is_refused_as_it_would_be_one_of_this_machine()
    {
        var ran = _client.Run("$job = Start-SafeProcess $unruly hang -Session $session; Wait-SafeProcess $job -Port 80; Stop-Job $job");

        Assert.Equal("PortElsewhere", Ran.IdOf(ran.Error));
        Assert.Contains("-Port", ran.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("localhost", ran.Error.Exception.Message, StringComparison.Ordinal);
    }

    [EngineFact]
    public void A_session_that_is_closed_fails_the_job_and_its_tree_ends()
    {
        var ran = _client.Run("""
            $job = Start-SafeProcess { & $unruly tree ignore setsid } -Session $session -Environment $mark -GracePeriod 300ms
            $null = Wait-SafeProcess $job -Line ready
            Remove-LocalSession $session
            $null = Wait-Job $job
            $null = Receive-Job $job
            "$($job.State)"
            """);

        Assert.Equal("SessionLost", Ran.IdOf(ran.Error));
        Assert.Contains("The session Local to localhost", ran.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("Failed", ran.Value);
        Eventually.True(() => _tree.Alive().Count == 0, "nothing of the tree is left");
    }

    [EngineFact]
    public void Nothing_of_a_job_stays_behind_in_either_session()
    {
        var ran = _client.Run("""
            $null = Start-SafeProcess $unruly numbers 1000 -Session $session | Receive-Job -Wait -AutoRemoveJob
            @(Get-Event).Count
            $session.Runspace.Events.ReceivedEvents.Count
            Invoke-Command -Session $session { @(Get-Event).Count; @(Get-Job).Count; @(Get-SafeProcess).Count; @(Get-Variable w, p -ErrorAction Ignore).Count }
            @(Get-Job).Count
            """).AssertNoError();

        Assert.Equal([0, 0, 0, 0, 0, 0, 0], ran.Output.Select(item => item.BaseObject));
    }
}
