using SafeProcess.Commands;
using SafeProcess.Tests.Harness;
using Runspace = System.Management.Automation.Runspaces.Runspace;

namespace SafeProcess.Tests.Jobs;

/// <summary>PowerShell's own job cmdlets with the jobs of <c>Start-SafeProcess</c>.</summary>
public sealed class JobCmdletTests : IDisposable
{
    private readonly Session _session = new();
    private readonly MarkedTree _tree = new();

    public JobCmdletTests() => _session["environment"] = _tree.Environment;

    public void Dispose()
    {
        _session.Dispose();
        _tree.AssertGone();
    }

    [EngineFact]
    public void Start_gives_a_running_job_with_a_name_of_its_own()
    {
        var ran = _session.Run("""
            $job = Start-SafeProcess sleep 1000 -Environment $environment
            $job -is [System.Management.Automation.Job]
            $job.State
            $job.Name -eq "Job$($job.Id)"
            $job.Command
            (Get-Process -Id $job.ProcessId).ProcessName
            (Start-SafeProcess sleep 1000 -Environment $environment -Name 'mine').Name
            """).AssertNoError();

        Assert.Equal(["True", "Running", "True", "sleep 1000", "sleep", "mine"], ran.Output.Select(item => item.ToString()));
    }

    [EngineTheory]
    [InlineData("Get-Job")]
    [InlineData("Get-Job -Id $one.Id")]
    [InlineData("Get-Job -Name One")]
    [InlineData("Get-Job -Name on*")]
    [InlineData("Get-Job -InstanceId $one.InstanceId")]
    [InlineData("Get-Job -State Running")]
    [InlineData("Get-Job -Command 'sleep 1*'")]
    [InlineData("Get-Job -Filter @{ Name = 'one'; State = 'Running' }")]
    public void Get_Job_finds_a_job(string get)
    {
        var ran = _session.Run($$"""
            $two = Start-SafeProcess true -Name two
            $null = Wait-Job $two
            $one = Start-SafeProcess sleep 1000 -Environment $environment -Name one
            [object]::ReferenceEquals($one, ({{get}} | Where-Object Name -ne two))
            """).AssertNoError();

        Assert.Equal(true, ran.Value);
    }

    [EngineFact]
    public void Get_Job_finds_nothing_that_is_not_there()
    {
        var ran = _session.Run("""
            $one = Start-SafeProcess sleep 1000 -Environment $environment -Name one
            Get-Job -State Failed
            Get-Job -Filter @{ Name = 'two' }
            Get-Job -Filter @{ Color = 'one' }
            Get-Job -Name two* -ErrorAction Ignore
            """).AssertNoError();

        Assert.Empty(ran.Output);
    }

    [EngineFact]
    public void Wait_Job_waits_for_the_end()
    {
        var ran = _session.Run("(Start-SafeProcess sleep 0.2 | Wait-Job).State; Start-SafeProcess sleep 1000 -Environment $environment | Wait-Job -Timeout 1")
            .AssertNoError();

        Assert.Equal("Completed", Assert.Single(ran.Output).ToString());
    }

    [EngineFact]
    public void Wait_Job_Any_gives_the_one_that_is_finished()
    {
        var ran = _session.Run("""
            $long = Start-SafeProcess sleep 1000 -Environment $environment
            $short = Start-SafeProcess true -Name short
            (Wait-Job $long, $short -Any).Name
            """).AssertNoError();

        Assert.Equal("short", ran.Value);
    }

    [EngineFact]
    public void Receive_Job_gives_lines_while_the_program_runs()
    {
        // The program goes on only when its first line was received.
        using var folder = new TemporaryFolder();
        _session["gate"] = folder["gate"];
        var ran = _session.Run("""
            $job = Start-SafeProcess sh '-c' 'echo first; while [ ! -e "$0" ]; do sleep 0.02; done; echo last' $gate -Timeout 60s
            do { $line = Receive-Job $job } until ($line)
            $line
            $job.State
            $null = New-Item $gate
            $null = Wait-Job $job
            Receive-Job $job | Select-Object -First 1
            """).AssertNoError();

        Assert.Equal(["first", "Running", "last"], ran.Output.Select(item => item.ToString()));
    }

    [EngineFact]
    public void Receive_Job_Wait_emits_each_line_when_it_comes()
    {
        using var folder = new TemporaryFolder();
        _session["gate"] = folder["gate"];
        var ran = _session.Run("""
            Start-SafeProcess sh '-c' 'echo first; while [ ! -e "$0" ]; do sleep 0.02; done; echo last' $gate -Timeout 60s |
                Receive-Job -Wait | ForEach-Object { if ($_ -eq 'first') { $null = New-Item $gate }; $_ }
            """).AssertNoError();

        Assert.Equal(["first", "last"], ran.Output.Take(2).Select(item => item.ToString()));
        Assert.True(Assert.IsType<ProcessResult>(ran.Output[^1].BaseObject).Success);
        Assert.Equal(3, ran.Output.Count);
    }

    [EngineFact]
    public void Receive_Job_Keep_gives_the_same_again()
    {
        var ran = _session.Run("""
            $job = Start-SafeProcess sh '-c' 'seq 1 3; echo oops >&2'
            $null = Wait-Job $job
            1..2 | ForEach-Object { "$(Receive-Job $job -Keep)"; $job.HasMoreData }
            "$((Receive-Job $job)[0..2])"; $job.HasMoreData
            @(Receive-Job $job).Count
            """).AssertNoError();

        var all = "1 2 3 'sh' exited with code 0";
        Assert.StartsWith(all, ran.Output[0].ToString(), StringComparison.Ordinal);
        Assert.StartsWith(all, ran.Output[2].ToString(), StringComparison.Ordinal);
        Assert.Equal("True", ran.Output[1].ToString());
        Assert.Equal(["True", "1 2 3", "False", "0"], ran.Output.Skip(3).Select(item => item.ToString()));
    }

    [EngineFact]
    public void Receive_Job_AutoRemoveJob_leaves_no_job()
    {
        var ran = _session.Run("""
            $result = Start-SafeProcess seq 1 3 | Receive-Job -Wait -AutoRemoveJob
            $result.Count
            $result[-1].Outcome
            @(Get-Job).Count
            """).AssertNoError();

        Assert.Equal(["4", "Exited", "0"], ran.Output.Select(item => item.ToString()));
    }

    // Receive-Job removes a job that is finished when it has read what there is, and again when it hears of the end; both come when the end falls in between.
    [EngineFact]
    public void Receive_Job_AutoRemoveJob_says_nothing_of_a_job_that_was_removed_just_before_its_end_is_told()
    {
        using var folder = new TemporaryFolder();
        var go = folder["go"];
        Command.Run("mkfifo", go);
        _session["go"] = go;
        var job = Assert.IsType<SafeProcessJob>(_session.Run("($job = Start-SafeProcess sh -c 'echo 1; read x <\"$0\"' $go -Environment $environment)").AssertNoError().Value);
        job.StateChanged += (_, _) =>
        {
            var before = Runspace.DefaultRunspace;
            Runspace.DefaultRunspace = _session.Runspace;
            SafeProcessJobSourceAdapter.Here!.RemoveJob(job);
            Runspace.DefaultRunspace = before;
        };
        var running = _session.Start("$job | Receive-Job -Wait -AutoRemoveJob");
        Eventually.True(() => running.Output.Count > 0, "the first line is received");
        File.WriteAllText(go, "go\n");

        Assert.Equal(2, running.Finish().AssertNoError().Output.Count);
    }

    [EngineFact]
    public void Receive_Job_gives_many_lines_whole_and_in_order()
    {
        var ran = _session.Run("""
            $job = Start-SafeProcess seq 1 300000
            $null = Wait-Job $job
            $lines = Receive-Job $job
            $lines.Count
            $next = 1
            foreach ($line in $lines[0..299999]) { if ($line -ne $next) { "$line instead of $next"; break }; $next++ }
            $next
            """).AssertNoError();

        Assert.Equal(["300001", "300001"], ran.Output.Select(item => item.ToString()));
    }

    [EngineTheory]
    [InlineData("Stop-Job $job")]
    [InlineData("Stop-Job -Name one")]
    [InlineData("$job.StopJob()")]
    [InlineData("$job.StopJob($true, 'enough')")]
    [InlineData("Stop-SafeProcess $job")]
    public void Stop_returns_when_the_tree_has_ended(string stop)
    {
        var ran = _session.Run($$"""
            $job = Start-SafeProcess sh '-c' 'echo ready; setsid sleep 1000 & trap "" TERM; sleep 1000 & while :; do sleep 1; done' -GracePeriod 300ms -Environment $environment -Name one
            $null = Wait-SafeProcess $job -Line ready
            {{stop}}
            $job.State
            """).AssertNoError();

        Assert.Equal("Stopped", ran.Value.ToString());
        _tree.AssertGone();
        Assert.Equal("Canceled", _session.Run("$job.Result.Outcome; Stop-Job $job").AssertNoError().Value.ToString());
    }

    [EngineFact]
    public void Stop_Job_on_many_trees_takes_one_grace_period_and_not_many()
    {
        // One after the other these would take a minute.
        var ran = _session.Run("""
            $jobs = 1..20 | ForEach-Object {
                Start-SafeProcess sh '-c' 'trap "" TERM; sleep 1000 & sleep 1000 & echo ready; wait' -GracePeriod 3s -Environment $environment
            }
            $null = $jobs | Wait-SafeProcess -Line ready
            $clock = [Diagnostics.Stopwatch]::StartNew()
            Stop-Job $jobs
            $clock.Elapsed.TotalSeconds
            @($jobs | Where-Object State -eq Stopped).Count
            """).AssertNoError();

        Assert.Equal(20, ran.Output[1].BaseObject);
        Assert.InRange((double)ran.Output[0].BaseObject, 3, 30);
        _tree.AssertGone();
    }

    [EngineFact]
    public void Remove_Job_refuses_a_running_job_and_with_Force_ends_it()
    {
        var ran = _session.Run("""
            $job = Start-SafeProcess sleep 1000 -Environment $environment
            Remove-Job $job -ErrorAction SilentlyContinue -ErrorVariable refused
            $refused[0].FullyQualifiedErrorId
            $job.State
            Remove-Job $job -Force
            @(Get-Job).Count
            """);

        Assert.Equal(
            ["JobObjectNotFinishedCannotBeRemoved,Microsoft.PowerShell.Commands.RemoveJobCommand", "Running", "0"],
            ran.Output.Select(item => item.ToString()));
        _tree.AssertGone();
    }

    [EngineFact]
    public void A_job_that_is_disposed_takes_its_tree_with_it()
    {
        _session.Run("$job = Start-SafeProcess yes -Environment $environment; $job.Dispose()").AssertNoError();

        Eventually.True(() => _tree.Alive().Count == 0, "the tree ends");
    }

    [EngineTheory]
    [InlineData("StartJob")]
    [InlineData("SuspendJob")]
    [InlineData("ResumeJob")]
    [InlineData("UnblockJob")]
    public void What_a_job_cannot_do_is_an_error_that_says_so(string method)
    {
        var ran = _session.Run($"$job = Start-SafeProcess sleep 1000 -Environment $environment; $job.{method}()");

        Assert.Contains("started once", ran.Error.Exception.Message, StringComparison.Ordinal);
    }
}
