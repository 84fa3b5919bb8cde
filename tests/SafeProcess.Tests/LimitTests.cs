using System.Management.Automation;
using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests;

/// <summary>Limits on what a tree may use, as the cmdlet takes and tells them.</summary>
public sealed class LimitTests : IDisposable
{
    private const string Burn = "sh -c 'while :; do :; done'";

    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [EngineFact]
    public void A_tree_that_uses_more_processor_time_than_it_may_is_stopped_and_says_so()
    {
        var ran = _session.Run($"Invoke-SafeProcess -CpuTimeLimit 500ms -Timeout 60s -- {Burn}; $LASTEXITCODE");

        var result = Assert.IsType<ProcessResult>(ran.Output[0].BaseObject);
        Assert.Equal((Outcome.LimitExceeded, ResourceLimit.CpuTime, false), (result.Outcome, result.ExceededLimit, result.Success));
        Assert.Equal("LimitExceeded", Ran.IdOf(ran.Error));
        Assert.Equal(ErrorCategory.LimitsExceeded, ran.Error.CategoryInfo.Category);
        Assert.Same(result, Assert.IsType<ProcessFailedException>(ran.Error.Exception).Result);
        Assert.Contains("processor time limit", ran.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(125, ran.Output[1].BaseObject);
    }

    [EngineFact]
    public void A_tree_that_stays_within_its_limits_is_not_touched()
    {
        var result = _session.Run("Invoke-SafeProcess -CpuTimeLimit 1m -OpenFileLimit 100 -- sh -c 'ulimit -n'").AssertNoError().Result;

        Assert.Equal(("100\n", null), (result.StandardOutput, result.ExceededLimit));
    }

    [EngineTheory]
    [InlineData("(Invoke-SafeProcess { nice } -Priority Idle).StandardOutput")]
    [InlineData("(1 | Invoke-SafeProcessBatch { nice } -Priority Idle).StandardOutput")]
    [InlineData("(Start-SafeProcess { nice } -Priority idle | Receive-Job -Wait -AutoRemoveJob)[0]")]
    public void A_tree_has_the_priority_it_is_given(string script) =>
        Assert.Equal("19", _session.Run(script).AssertNoError().Value.ToString()!.Trim());

    [EngineTheory]
    [InlineData("Memory", "-MemoryLimit 32MB -- tail -c 500M /dev/zero")]
    [InlineData("Memory", "-MemoryLimit '32MB' -- tail -c 500M /dev/zero")]
    [InlineData("Process", "-ProcessLimit 8 -- sh -c 'for i in 1 2 3 4 5 6 7 8 9; do sleep 60 & done; wait'")]
    public void A_limit_of_memory_or_processes_is_kept_or_the_run_does_not_start(string limit, string run)
    {
        var ran = _session.Run($"Invoke-SafeProcess -Timeout 60s {run}");

        if (ran.Output.Count > 0)
        {
            Assert.Equal((Outcome.LimitExceeded, limit), (ran.Result.Outcome, ran.Result.ExceededLimit.ToString()));
            Assert.Equal("LimitExceeded", Ran.IdOf(ran.Error));
            return;
        }

        Assert.Equal("LimitNotEnforceable", Ran.IdOf(ran.Error));
        Assert.Equal(ErrorCategory.NotEnabled, ran.Error.CategoryInfo.Category);
        Assert.Contains($"{limit}Limit", ran.Error.Exception.Message, StringComparison.Ordinal);
    }
}
