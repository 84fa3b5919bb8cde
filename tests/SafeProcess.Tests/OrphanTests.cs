using System.Management.Automation;
using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests;

/// <summary>What a program left behind and had to be stopped is told.</summary>
public sealed class OrphanTests : IDisposable
{
    // The shell ends only when its child has become sleep.
    private const string Leave = "sh -c 'sleep 1000 > /dev/null 2>&1 & until grep -q sleep /proc/$!/comm; do :; done; exit ${0#sh}'";

    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [EngineTheory]
    [InlineData($"$r = Invoke-SafeProcess {{ {Leave} }} -GracePeriod 0; $r", "")]
    [InlineData($"$r = Invoke-SafeProcess {{ {Leave} }} -GracePeriod 0 -As Line; 'text'", "")]
    [InlineData($"1 | Invoke-SafeProcessBatch {{ {Leave} }} -GracePeriod 0", "Item 0: ")]
    [InlineData($"$job = Start-SafeProcess {{ {Leave} }} -GracePeriod 0; Receive-Job $job -Wait -AutoRemoveJob", "")]
    public void A_warning_names_it(string script, string prefix)
    {
        var ran = _session.Run(script).AssertNoError();

        var warning = Assert.Single(ran.Warnings);
        Assert.Matches($@"^{prefix}'sh' left behind sleep \(\d+\), which had to be stopped\. -OrphanPolicy says what becomes of such processes\.$", warning);
        if (ran.Output.Select(one => one.BaseObject).OfType<ProcessResult>().SingleOrDefault() is { } result)
            Assert.Contains($"{result.Orphans[0]}", warning, StringComparison.Ordinal);
    }

    [EngineFact]
    public void Many_are_counted()
    {
        var ran = _session.Run("""
            Invoke-SafeProcess { sh -c 'for i in 1 2 3 4 5 6 7; do sleep 1000 > /dev/null 2>&1 & until grep -q sleep /proc/$!/comm; do :; done; done' } -GracePeriod 0
            """).AssertNoError();

        Assert.Matches(@"^'sh' left behind (sleep \(\d+\), ){4}sleep \(\d+\) and 2 more, which had to be stopped\. ", Assert.Single(ran.Warnings));
    }

    [EngineTheory]
    [InlineData("Invoke-SafeProcess { true }")]
    [InlineData($"Invoke-SafeProcess {{ {Leave} }} -GracePeriod 0 -WarningAction SilentlyContinue")]
    [InlineData("Invoke-SafeProcess { sh -c '(sleep 0.05; echo late) & echo early' } -OrphanPolicy Wait")]
    [InlineData("Invoke-SafeProcess { sleep 1000 } -Timeout 100ms -GracePeriod 0 -ErrorAction Ignore")]
    public void Nothing_is_told_where_nothing_was_left_or_an_error_tells_it(string script) => Assert.Empty(_session.Run(script).AssertNoError().Warnings);

    [EngineTheory]
    [InlineData($"Invoke-SafeProcess {{ {Leave} }} -GracePeriod 0 -OrphanPolicy Fail")]
    [InlineData($"1 | Invoke-SafeProcessBatch {{ {Leave} }} -GracePeriod 0 -OrphanPolicy Fail")]
    [InlineData($"$job = Start-SafeProcess {{ {Leave} }} -GracePeriod 0 -OrphanPolicy Fail; Receive-Job $job -Wait; if ($job.State -ne 'Failed') {{ throw $job.State }}; Remove-Job $job")]
    public void With_Fail_it_is_an_error_and_no_warning(string script)
    {
        var ran = _session.Run(script);

        Assert.Equal("OrphansStopped", Ran.IdOf(ran.Error));
        Assert.Equal(ErrorCategory.InvalidResult, ran.Error.CategoryInfo.Category);
        Assert.Matches(@"'sh' exited with code 0 but left behind sleep \(\d+\), which had to be stopped, after ", ran.Error.ToString());
        Assert.Equal((Outcome.OrphansStopped, 0, false), (ran.Result.Outcome, ran.Result.ExitCode, ran.Result.Success));
        Assert.Empty(ran.Warnings);
    }

    [EngineFact]
    public void With_Fail_a_program_that_fails_itself_says_its_own_and_the_warning_the_rest()
    {
        var ran = _session.Run($"Invoke-SafeProcess {{ {Leave} 3 }} -GracePeriod 0 -OrphanPolicy Fail");

        Assert.Equal("NonZeroExit", Ran.IdOf(ran.Error));
        Assert.Equal(3, ran.Result.ExitCode);
        Assert.Single(ran.Warnings);
    }

    [EngineFact]
    public void With_Fail_it_can_be_tried_again_and_tells_the_exit_code_of_what_was_cut_off()
    {
        var ran = _session.Run($$"""
            $r = Invoke-SafeProcess { {{Leave}} } -GracePeriod 0 -OrphanPolicy Fail -RetryCount 1 -RetryDelay 1ms -RetryOn OrphansStopped -ErrorAction Ignore
            $r.Attempt, $LASTEXITCODE
            $global:LASTEXITCODE = 0
            1 | Invoke-SafeProcessBatch { {{Leave}} } -GracePeriod 0 -OrphanPolicy Fail -ErrorAction Ignore > $null
            $LASTEXITCODE
            """).AssertNoError();

        Assert.Equal([2, 125, 125], ran.Output.Select(one => (int)one.BaseObject));
    }

    [EngineFact]
    public void A_job_log_does_not_count_it_as_done()
    {
        using var folder = new TemporaryFolder();
        _session["log"] = folder["log"];
        var ran = _session.Run($"1..2 | ForEach-Object {{ 1 | Invoke-SafeProcessBatch {{ {Leave} }} -GracePeriod 0 -OrphanPolicy Fail -JobLog $log -Resume -ErrorAction Ignore }}").AssertNoError();

        Assert.Equal(2, ran.Output.Count);
        Assert.Contains("OrphansStopped", File.ReadAllText(folder["log"]), StringComparison.Ordinal);
    }
}
