using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests;

/// <summary>A pipeline stopped from outside, at every point where it may be.</summary>
public sealed class StopTests : IDisposable
{
    private const string Endless = "echo ready; while :; do sleep 1; done";

    private readonly Session _session = new();
    private readonly MarkedTree _tree = new();

    public StopTests() => _session["environment"] = _tree.Environment;

    public void Dispose() => _session.Dispose();

    [EngineTheory]
    [InlineData(Endless)]
    [InlineData("trap \"\" TERM; " + Endless)]
    [InlineData("(sleep 1000 & sleep 1000 | sleep 1000) & " + Endless)]
    [InlineData("setsid sh -c \"sleep 1000 & exec sleep 1000\" & " + Endless)]
    [InlineData("(setsid setsid sleep 1000 &) ; " + Endless)]
    public void Stop_from_another_thread_ends_the_whole_tree(string program)
    {
        _session["program"] = program;
        var running = _session.Start("Invoke-SafeProcess sh '-c' $program -As Line -GracePeriod 500ms -Environment $environment");
        Eventually.True(() => running.Output.Count == 1, "the program tells that it is ready");

        var ran = running.Stop();

        Assert.True(ran.WasStopped);
        _tree.AssertGone();
        AssertUsable();
    }

    [EngineTheory]
    [InlineData("Result")]
    [InlineData("Text")]
    [InlineData("Byte")]
    [InlineData("Line")]
    public void Whatever_the_output_is_collected_as_a_silent_program_can_be_stopped(string form)
    {
        var running = _session.Start($"Invoke-SafeProcess sleep 1000 -As {form} -Environment $environment");
        Eventually.True(() => _tree.Alive().Count == 1, "the program runs");

        running.Stop();

        _tree.AssertGone();
        AssertUsable();
    }

    [EngineFact]
    public void A_run_whose_input_never_ends_can_be_stopped()
    {
        var running = _session.Start(
            "& { while ($true) { 'more' } } | Invoke-SafeProcess sh '-c' 'cat >/dev/null' -Environment $environment");
        Eventually.True(() => _tree.Alive().Count == 2, "the program reads");

        running.Stop();

        _tree.AssertGone();
        AssertUsable();
    }

    [EngineFact]
    public void A_run_whose_program_does_not_read_its_input_can_be_stopped()
    {
        var running = _session.Start("& { while ($true) { 'more' } } | Invoke-SafeProcess sleep 1000 -Environment $environment");
        Eventually.True(() => _tree.Alive().Count == 1, "the program runs");

        running.Stop();

        _tree.AssertGone();
        AssertUsable();
    }

    [EngineFact]
    public void A_run_held_back_by_a_slow_reader_can_be_stopped()
    {
        var running = _session.Start("Invoke-SafeProcess yes -As Line -Environment $environment | ForEach-Object { $_; Start-Sleep 1000 }");
        Eventually.True(() => running.Output.Count == 1, "the first line comes");

        running.Stop();

        _tree.AssertGone();
        AssertUsable();
    }

    [EngineFact]
    public void An_error_downstream_ends_the_tree()
    {
        var ran = _session.Run("Invoke-SafeProcess yes -As Line -Environment $environment | ForEach-Object { throw 'enough' }");

        Assert.Equal("enough", ran.Error.Exception.Message);
        _tree.AssertGone();
        AssertUsable();
    }

    [EngineFact]
    public void An_error_upstream_ends_the_tree()
    {
        var ran = _session.Run("& { 'one'; throw 'enough' } | Invoke-SafeProcess sleep 1000 -Environment $environment");

        Assert.Equal("enough", ran.Error.Exception.Message);
        _tree.AssertGone();
        AssertUsable();
    }

    [EngineFact]
    public void Closing_the_session_ends_the_tree()
    {
        var other = new Session();
        other["environment"] = _session["environment"];
        var running = other.Start("Invoke-SafeProcess sleep 1000 -Environment $environment");
        Eventually.True(() => _tree.Alive().Count == 1, "the program runs");

        other.Dispose();

        _tree.AssertGone();
        running.Finish();
        AssertUsable();
    }

    [EngineFact]
    public void No_stopped_run_leaves_a_zombie()
    {
        var running = _session.Start("Invoke-SafeProcess sh '-c' 'sleep 1000 & wait' -Environment $environment");
        Eventually.True(() => _tree.Alive().Count == 2, "the program and its child run");

        var program = _tree.Alive();
        running.Stop();

        Assert.DoesNotContain(MarkedTree.OwnZombies(), program.Contains);
    }

    private void AssertUsable() =>
        Assert.Equal(["usable"], _session.Run("Invoke-SafeProcess echo usable -As Line").AssertNoError().Strings);
}
