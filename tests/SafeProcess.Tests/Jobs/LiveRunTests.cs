using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests.Jobs;

/// <summary><c>Get-SafeProcess</c> and <c>Stop-SafeProcess</c>. Other tests run programs in this process too, so these look at their own.</summary>
public sealed class LiveRunTests : IDisposable
{
    private readonly Session _session = new();
    private readonly MarkedTree _tree = new();

    public LiveRunTests()
    {
        _session["environment"] = _tree.Environment;
        _session.Run("function Get-Own { Get-SafeProcess | Where-Object { $_.ProcessId -in $own.ProcessId } }").AssertNoError();
    }

    public void Dispose()
    {
        _session.Dispose();
        _tree.AssertGone();
    }

    [EngineFact]
    public void A_job_is_listed_with_its_tree()
    {
        var ran = _session.Run("""
            $own = Start-SafeProcess sh '-c' 'echo 12345; echo 123 >&2; sleep 1000 & setsid sleep 1000 & echo ready; wait' -Environment $environment
            $null = Wait-SafeProcess $own -Line '^123$'
            $null = Wait-SafeProcess $own -Line ready
            Get-Own
            """).AssertNoError();

        var run = Assert.Single(ran.Output);
        Assert.Equal("sh", run.Properties["Program"].Value);
        Assert.Equal("Job", run.Properties["Kind"].Value.ToString());
        Assert.Equal(3, run.Properties["ProcessCount"].Value);
        Assert.InRange((long)run.Properties["WorkingSet"].Value, 1, 1L << 40);
        Assert.InRange((TimeSpan)run.Properties["ProcessorTime"].Value, TimeSpan.Zero, TimeSpan.FromMinutes(10));
        Assert.Equal(12L, run.Properties["StandardOutputLength"].Value);
        Assert.Equal(4L, run.Properties["StandardErrorLength"].Value);
        Assert.InRange((DateTimeOffset)run.Properties["LastOutput"].Value, (DateTimeOffset)run.Properties["StartTime"].Value, DateTimeOffset.Now);
        Assert.InRange((TimeSpan)run.Properties["Elapsed"].Value, TimeSpan.Zero, TimeSpan.FromMinutes(10));
        Assert.Equal("True", _session.Run("[object]::ReferenceEquals((Get-Own).Job, $own)").AssertNoError().Value.ToString());
    }

    [EngineFact]
    public void A_single_run_of_another_runspace_is_listed_and_can_be_stopped()
    {
        using var other = new Session();
        other["environment"] = _tree.Environment;
        var running = other.Start("Invoke-SafeProcess sleep 1000 -Environment $environment");
        Eventually.True(() => _tree.Alive().Count == 1, "the program runs");
        _session["id"] = _tree.Alive()[0];

        var ran = _session.Run("""
            $own = [pscustomobject]@{ ProcessId = $id }
            do { $run = Get-Own } until ($run)
            $run.Kind
            $run.ArgumentList
            $null -eq $run.Job
            (Stop-SafeProcess -Id $run.Id -PassThru).Outcome
            """).AssertNoError();

        Assert.Equal(["Single", "1000", "True", "Canceled"], ran.Output.Select(item => item.ToString()));
        Assert.Equal("Canceled", Ran.IdOf(running.Finish().Error));
    }

    [EngineFact]
    public void Runs_are_found_by_id_and_by_name()
    {
        var ran = _session.Run("""
            $own = Start-SafeProcess tail '-f' /dev/null -Environment $environment
            $id = (Get-Own).Id
            (Get-SafeProcess -Id $id).ProcessId -eq $own.ProcessId
            @(Get-SafeProcess -Name ta*, nothing | Where-Object Id -eq $id).Count
            @(Get-SafeProcess nothing).Count
            Get-SafeProcess -Id $id, 99999999 -ErrorAction SilentlyContinue -ErrorVariable failure | ForEach-Object Program
            $failure.FullyQualifiedErrorId
            """);

        Assert.Equal(["True", "1", "0", "tail", "RunNotFound,SafeProcess.Commands.GetSafeProcessCommand"], ran.Output.Select(item => item.ToString()));
    }

    [EngineFact]
    public void What_has_ended_is_not_listed()
    {
        var ran = _session.Run("$own = Start-SafeProcess true; $null = Wait-Job $own; Get-Own").AssertNoError();

        Assert.Empty(ran.Output);
    }

    [EngineTheory]
    [InlineData("$runs | Stop-SafeProcess -PassThru")]
    [InlineData("Stop-SafeProcess $runs -PassThru")]
    [InlineData("Stop-SafeProcess $runs.Id -PassThru")]
    [InlineData("Stop-SafeProcess -Id $runs.Id -PassThru")]
    [InlineData("$own | Stop-SafeProcess -PassThru")]
    [InlineData("Stop-SafeProcess -Job $own -PassThru")]
    public void Stop_takes_runs_jobs_and_ids_and_waits_for_the_ends(string stop)
    {
        var ran = _session.Run($$"""
            $own = 1..3 | ForEach-Object { Start-SafeProcess sh '-c' 'sleep 1000 & wait' -Environment $environment }
            $runs = Get-Own
            @({{stop}}).Count
            "$($own.State)"
            """).AssertNoError();

        Assert.Equal(["3", "Stopped Stopped Stopped"], ran.Output.Select(item => item.ToString()));
        _tree.AssertGone();
    }

    [EngineFact]
    public void All_are_stopped_at_the_same_time()
    {
        // One after the other these would take a minute.
        var ran = _session.Run("""
            $own = 1..20 | ForEach-Object { Start-SafeProcess sh '-c' 'trap "" TERM; echo ready; sleep 1000' -GracePeriod 3s -Environment $environment }
            $null = $own | Wait-SafeProcess -Line ready
            $clock = [Diagnostics.Stopwatch]::StartNew()
            Get-Own | Stop-SafeProcess
            $clock.Elapsed.TotalSeconds
            """).AssertNoError();

        Assert.InRange((double)ran.Value, 3, 30);
        _tree.AssertGone();
    }

    [EngineFact]
    public void WhatIf_stops_nothing()
    {
        _session.Run("""
            $own = Start-SafeProcess sleep 1000 -Environment $environment
            Stop-SafeProcess $own -WhatIf
            Get-Own | Stop-SafeProcess -WhatIf
            Stop-SafeProcess (Get-Own).Id -WhatIf
            """).AssertNoError();

        Assert.Equal("Running", _session.Run("$own.State").AssertNoError().Value.ToString());
        _tree.AssertOneLives();
    }

    [EngineFact]
    public void A_process_id_is_not_the_id_of_a_run()
    {
        var ran = _session.Run("$own = Start-SafeProcess sleep 1000 -Environment $environment; Stop-SafeProcess -Id 99999999");

        Assert.Equal("RunNotFound", Ran.IdOf(ran.Error));
        Assert.Equal(99999999, ran.Error.TargetObject);
        _tree.AssertOneLives();
    }

    [EngineFact]
    public void To_stop_what_has_ended_is_no_error()
    {
        var ran = _session.Run("""
            $own = Start-SafeProcess sleep 1000 -Environment $environment
            $run = Get-Own
            Stop-SafeProcess $own
            $run | Stop-SafeProcess -PassThru
            Stop-SafeProcess $own -PassThru
            """).AssertNoError();

        Assert.Empty(ran.Output);
    }
}
