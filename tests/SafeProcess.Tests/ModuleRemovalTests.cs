using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests;

public sealed class ModuleRemovalTests : IDisposable
{
    private readonly Session _session = new();
    private readonly MarkedTree _tree = new();

    public ModuleRemovalTests() => _session["environment"] = _tree.Environment;

    public void Dispose() => _session.Dispose();

    [EngineFact]
    public void Remove_Module_ends_a_run_of_its_session_before_it_returns()
    {
        using var removed = new ManualResetEventSlim();
        _session["removed"] = removed;
        using var looked = new ManualResetEventSlim();
        _session["looked"] = looked;

        var running = _session.Start("""
            Invoke-SafeProcess sh '-c' 'echo ready; sleep 1000 & wait' -As Line -Environment $environment -ErrorAction Ignore |
                ForEach-Object { Remove-Module SafeProcess; $removed.Set(); $looked.Wait() }
            """);
        IReadOnlyList<int> left;
        try
        {
            Assert.True(removed.Wait(Eventually.Bound), "the module could not be removed");
            left = _tree.Alive();
        }
        finally
        {
            // A pipeline that waits here cannot be stopped.
            looked.Set();
        }

        running.Finish();

        Assert.Empty(left);
        AssertUsable();
    }

    [EngineFact]
    public void Remove_Module_leaves_the_runs_of_other_sessions_alone()
    {
        using var other = new Session();
        var running = _session.Start("Invoke-SafeProcess sh '-c' 'echo ready; exec sleep 1000' -As Line -Environment $environment");
        Eventually.True(() => running.Output.Count == 1, "the program tells that it is ready");

        other.Run("Remove-Module SafeProcess").AssertNoError();

        _tree.AssertOneLives();
        Assert.True(running.Stop().WasStopped);
        _tree.AssertGone();
    }

    private void AssertUsable() =>
        Assert.Equal(["usable"], _session.Run("Import-Module $manifest; Invoke-SafeProcess echo usable -As Line").AssertNoError().Strings);
}
