using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests.Batch;

/// <summary>A batch that ends early, in every way it can: all trees go down the stop ladder at the same time.</summary>
public sealed class BatchStopTests : IDisposable
{
    // Item 5 ends once the first four are ready; they tell of the stop signal and go on, until the test kills them.
    private const string Program = """
        if [ $1 = 5 ]; then
            while [ $(ls "$0" | grep -c ready) -lt 4 ]; do sleep 0.02; done
            exit $2
        fi
        trap ': > "$0/asked-$1"' TERM
        : > "$0/ready-$1"
        while :; do sleep 0.05; done
        """;

    private readonly Session _session = new();
    private readonly TemporaryFolder _folder = new();
    private readonly MarkedTree _tree = new();

    public BatchStopTests()
    {
        _session["folder"] = _folder.Path;
        _session["program"] = Program;
        _session["environment"] = _tree.Environment;
    }

    public void Dispose()
    {
        _tree.Kill();
        _session.Dispose();
        _folder.Dispose();
    }

    [EngineTheory]
    [InlineData(0, "| Select-Object -First 1")]
    [InlineData(0, "| ForEach-Object { throw 'downstream' }")]
    [InlineData(1, "-ErrorAction Stop")]
    [InlineData(1, "-FailFast")]
    public void An_end_from_within_takes_all_trees_down_together(int exitCode, string how)
    {
        var running = Start(exitCode, how);

        AssertAllAreAskedWhileAllRun();
        KillUntil(() => running.IsFinished);
        running.Finish();

        _tree.AssertGone();
        AssertUsable();
    }

    [EngineFact]
    public async Task A_stop_from_outside_takes_all_trees_down_together()
    {
        var running = Start(0, "| ForEach-Object { }");
        Eventually.True(() => Directory.GetFiles(_folder.Path, "ready-*").Length >= 4, "four trees run");
        var stopping = Task.Run(running.Stop, TestContext.Current.CancellationToken);

        AssertAllAreAskedWhileAllRun();
        KillUntil(() => stopping.IsCompleted);

        Assert.True((await stopping).WasStopped);
        _tree.AssertGone();
        AssertUsable();
    }

    [EngineFact]
    public void FailFast_gives_the_results_of_what_it_stopped()
    {
        var running = Start(1, "-FailFast");
        AssertAllAreAskedWhileAllRun();
        _tree.Kill();
        var ran = running.Finish();

        Assert.Equal(5, ran.Output.Count);
        Assert.Equal(4, ran.Output.Count(item => ((ProcessResult)item.BaseObject).Outcome == Outcome.Canceled));
        Assert.Equal(["Canceled", "Canceled", "Canceled", "Canceled", "NonZeroExit", "NotRun"], ran.Errors.Select(Ran.IdOf).Order());
    }

    [EngineFact]
    public void Removing_the_module_ends_the_runs_and_starts_no_others()
    {
        _session["program"] = """
            echo $1 >> "$0/started"
            [ $1 = 1 ] || exec sleep 1000
            while [ $(wc -l < "$0/started") -lt 2 ]; do sleep 0.02; done
            """;
        var ran = _session.Run("""
            1..9 | Invoke-SafeProcessBatch sh '-c' $program $folder { $_ } -ThrottleLimit 2 -Environment $environment |
                ForEach-Object { if ($_.Index -eq 0) { Remove-Module SafeProcess } }
            """);

        Assert.InRange(File.ReadAllLines(_folder["started"]).Length, 2, 3);
        _tree.AssertGone();
        Assert.Contains("NotRun", ran.Errors.Select(Ran.IdOf));
        _session.Run("Import-Module $manifest").AssertNoError();
    }

    [PwshFact]
    public void Ctrl_C_at_the_prompt_ends_four_trees_and_gives_the_prompt_back()
    {
        using var terminal = Terminal.OpenPowerShell($"Import-Module '{Checkout.Manifest}'");

        terminal.Enter(
            "1..9 | Invoke-SafeProcessBatch sh '-c' 'trap \"\" INT TERM; sleep 1000 & setsid sleep 1000 & wait' -ThrottleLimit 4 "
            + $"-GracePeriod 500ms -Environment @{{ {MarkedTree.Variable} = '{_tree.Value}' }}");
        Eventually.True(() => _tree.Alive().Count >= 12, "four programs and their descendants run");
        terminal.PressCtrlC();

        terminal.AwaitText("PS ");
        terminal.Enter("'still ' + 'here'");
        terminal.AwaitText("still here");
        _tree.AssertGone();
        terminal.Enter("exit 7");
        Assert.Equal(7, terminal.AwaitExit());
    }

    private Running Start(int exitCode, string how) => _session.Start(
        $"1..20 | Invoke-SafeProcessBatch sh '-c' $program $folder {{ $_ }} {exitCode} -ThrottleLimit 5 -GracePeriod 5m -Environment $environment {how}");

    // One after another, the second would be asked only when the first is gone.
    private void AssertAllAreAskedWhileAllRun()
    {
        Eventually.True(() => Enumerable.Range(1, 4).All(item => File.Exists(_folder[$"asked-{item}"])), "all four are asked to end");
        Assert.True(_tree.Alive().Count >= 4, "one of them is gone already");
    }

    // The item after those may have been started just before the end, and be asked after the others were killed.
    private void KillUntil(Func<bool> over) => Eventually.True(
        () =>
        {
            _tree.Kill();
            return over();
        },
        "the batch is over");

    private void AssertUsable() => Assert.Equal(["hi"], _session.Run("Invoke-SafeProcess echo hi -As Line").AssertNoError().Strings);
}
