using System.Management.Automation;
using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests;

/// <summary>What must hold a tree, as the cmdlets take and tell it.</summary>
public sealed class ContainmentTests : IDisposable
{
    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [EngineTheory]
    [InlineData("Invoke-SafeProcess { sh -c 'echo $$' } -Containment Namespace")]
    [InlineData("1 | Invoke-SafeProcessBatch { sh -c 'echo $$' } -Containment namespace")]
    [InlineData("Start-SafeProcess { sh -c 'echo $$' } -Containment Namespace | Receive-Job -Wait -AutoRemoveJob")]
    public void A_program_runs_in_a_namespace_of_its_own_or_not_at_all(string script)
    {
        var canBeHad = Command.Output("unshare", "--pid", "--fork", "true") is not null;

        var ran = _session.Run(script);

        if (canBeHad)
        {
            Assert.Matches("^[23]$", (ran.Output[0].BaseObject as ProcessResult)?.StandardOutput!.Trim() ?? ran.Output[0].ToString());
            return;
        }

        Assert.Equal("ContainmentNotAvailable", Ran.IdOf(ran.Error));
        Assert.Equal(ErrorCategory.NotEnabled, ran.Error.CategoryInfo.Category);
    }

    [EngineFact]
    public void The_result_says_what_held_the_tree()
    {
        var ran = _session.Run("(Invoke-SafeProcess { true } -Containment Session).Containment");

        Assert.True(ran.AssertNoError().Value is Containment.Session or Containment.ControlGroup);
    }

    [EngineFact]
    public void What_cannot_be_had_here_is_one_error_and_nothing_is_started()
    {
        var error = _session.Run("Invoke-SafeProcess { true } -Containment JobObject").Error;

        Assert.Equal("ContainmentNotAvailable", Ran.IdOf(error));
        Assert.Equal(ErrorCategory.NotEnabled, error.CategoryInfo.Category);
        Assert.Equal("true", error.TargetObject);
        Assert.Contains("only Windows has Job Objects", error.Exception.Message, StringComparison.Ordinal);
    }
}
