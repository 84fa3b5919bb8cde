using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests.Jobs;

/// <summary>What ends a job's tree besides the job cmdlets, and jobs in several runspaces at once.</summary>
public sealed class JobLifetimeTests : IDisposable
{
    private const string Tree = "sh '-c' 'sleep 1000 & setsid sleep 1000 & echo ready; wait' -Environment $environment";

    private readonly Session _session = new();
    private readonly MarkedTree _tree = new();

    public JobLifetimeTests() => _session["environment"] = _tree.Environment;

    public void Dispose()
    {
        _session.Dispose();
        _tree.AssertGone();
    }

    [EngineFact]
    public void Removing_the_module_ends_the_trees_of_its_jobs_before_it_returns()
    {
        _session.Run($"$jobs = 1..3 | ForEach-Object {{ Start-SafeProcess {Tree} }}; $null = $jobs | Wait-SafeProcess -Line ready; Remove-Module SafeProcess")
            .AssertNoError();

        _tree.AssertGone();
        Assert.Equal("Stopped Stopped Stopped", _session.Run("$null = Wait-Job $jobs; \"$($jobs.State)\"").AssertNoError().Value);
        var again = _session.Run("Import-Module $manifest; (Start-SafeProcess echo again | Receive-Job -Wait -AutoRemoveJob)[0]; @(Get-Job).Count").AssertNoError();
        Assert.Equal(["again", "3"], again.Output.Select(item => item.ToString()));
    }

    [EngineFact]
    public void A_runspace_that_closes_takes_its_jobs_with_it_and_no_others()
    {
        using var other = new Session();
        other["environment"] = _tree.Environment;
        _session.Run("$job = Start-SafeProcess sleep 1000 -Environment $environment").AssertNoError();
        other.Run($"$jobs = 1..3 | ForEach-Object {{ Start-SafeProcess {Tree} }}; $null = $jobs | Wait-SafeProcess -Line ready").AssertNoError();

        other.Dispose();

        _tree.AssertOneLives();
        Assert.Equal("Running", _session.Run("$job.State").AssertNoError().Value.ToString());
    }

    [EngineFact]
    public void Two_runspaces_have_jobs_of_their_own()
    {
        using var other = new Session();
        const string Script = """
            $jobs = foreach ($i in 1..25) { Start-SafeProcess echo "{0} $i" }
            $lines = $jobs | Receive-Job -Wait | Where-Object { $_ -is [string] }
            ($lines | Sort-Object { [int] ($_ -split ' ')[1] }) -join ','
            @(Get-Job).Count
            Remove-Job *
            """;
        var here = _session.Start(Script.Replace("{0}", "here", StringComparison.Ordinal));
        var there = other.Start(Script.Replace("{0}", "there", StringComparison.Ordinal));

        foreach (var (name, ran) in new[] { ("here", here.Finish()), ("there", there.Finish()) })
        {
            ran.AssertNoError();
            Assert.Equal(string.Join(',', Enumerable.Range(1, 25).Select(number => $"{name} {number}")), ran.Output[0].ToString());
            Assert.Equal(25, ran.Output[1].BaseObject);
        }
    }

    [EngineFact]
    public void Parallel_script_blocks_have_jobs_which_end_with_them()
    {
        var ran = _session.Run("""
            1..6 | ForEach-Object -ThrottleLimit 3 -Parallel {
                Import-Module $using:manifest
                $null = Start-SafeProcess sleep 1000 -Environment $using:environment
                $job = Start-SafeProcess cat
                Send-SafeProcessInput $job "item $_" -Close
                (Receive-Job $job -Wait -AutoRemoveJob)[0]
            }
            """).AssertNoError();

        Assert.Equal(Enumerable.Range(1, 6).Select(number => $"item {number}"), ran.Strings.Order());
        Eventually.True(() => _tree.Alive().Count == 0, "the trees end with their runspaces");
    }

    [EngineFact]
    public void A_thread_job_has_jobs_which_end_with_it()
    {
        var ran = _session.Run("""
            $outer = Start-ThreadJob {
                Import-Module $using:manifest
                $null = Start-SafeProcess sleep 1000 -Environment $using:environment
                $job = Start-SafeProcess echo inner
                (Receive-Job $job -Wait -AutoRemoveJob)[0]
            }
            Receive-Job $outer -Wait -AutoRemoveJob
            """).AssertNoError();

        Assert.Equal("inner", ran.Value);
        Eventually.True(() => _tree.Alive().Count == 0, "the trees end with their runspace");
    }

    [EngineFact]
    public void A_job_may_be_used_from_another_runspace()
    {
        using var other = new Session();
        _session.Run("$job = Start-SafeProcess cat -Environment $environment").AssertNoError();
        other["job"] = _session["job"];

        var ran = other.Run("Send-SafeProcessInput $job hello; $null = Wait-SafeProcess $job -Line hello; Receive-Job $job; Stop-SafeProcess $job; $job.State").AssertNoError();

        Assert.Equal(["hello", "Stopped"], ran.Output.Select(item => item.ToString()));
    }
}
