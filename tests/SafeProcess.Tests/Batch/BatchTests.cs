using System.Management.Automation;
using SafeProcess.Core.Tests.Support;
using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests.Batch;

/// <summary>What a batch gives for its items.</summary>
public sealed class BatchTests : IDisposable
{
    private readonly Session _session = new();
    private readonly TemporaryFolder _folder = new();

    public BatchTests() => _session["folder"] = _folder.Path;

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [EngineFact]
    public void Each_item_gives_a_result_that_says_for_which_item_it_is()
    {
        var ran = _session.Run("'a', 'b', 'c' | Invoke-SafeProcessBatch echo { $_ } -KeepOrder").AssertNoError();

        Assert.Equal(["a\n", "b\n", "c\n"], ran.Output.Select(item => Assert.IsType<ProcessResult>(item.BaseObject).StandardOutput));
        Assert.Equal(["a", "b", "c"], Property(ran, "InputObject"));
        Assert.Equal([0L, 1L, 2L], Property(ran, "Index"));
        Assert.Equal([1, 1, 1], Property(ran, "Attempt"));
    }

    [EngineFact]
    [Trait("Category", "Long")]
    public void Thousands_of_items_give_as_many_results()
    {
        var items = Repetition.Times(2000);
        _session["items"] = items;
        // A machine that is busy with other things takes minutes.
        var ran = _session.Start("""
            $results = 1..$items | Invoke-SafeProcessBatch /bin/true -ThrottleLimit 8
            $results.Count
            $results.Where{ $_.Success -and $_.InputObject -eq $_.Index + 1 }.Count
            ($results.Index | Sort-Object -Unique).Count
            """).Finish(10 * Eventually.Bound).AssertNoError();

        Assert.Equal([items, items, items], ran.Output.Select(item => item.BaseObject));
    }

    [EngineFact]
    public void No_items_are_no_error() =>
        Assert.Equal(0, _session.Run("@() | Invoke-SafeProcessBatch /bin/true; $LASTEXITCODE").AssertNoError().Value);

    [EngineFact]
    public void A_null_among_the_items_is_an_item() =>
        Assert.Equal(3, _session.Run("'a', $null, 'b' | Invoke-SafeProcessBatch /bin/true").AssertNoError().Output.Count);

    [EngineTheory]
    [InlineData("", new[] { 1L, 0L })]
    [InlineData("-KeepOrder", new[] { 0L, 1L })]
    public void Results_come_in_the_order_of_their_ends_or_of_the_input(string order, long[] expected)
    {
        // The first ends only once the second has ended.
        var ran = _session.Run($$"""
            'while [ ! -s "$0/log" ]; do sleep 0.01; done', 'exit 0' |
                Invoke-SafeProcessBatch sh '-c' { $_ } $folder -ThrottleLimit 2 -Timeout 60 -JobLog $folder/log {{order}}
            """).AssertNoError();

        Assert.Equal(expected, Property(ran, "Index").Cast<long>());
    }

    [EngineFact]
    public void As_many_run_at_once_as_the_throttle_allows()
    {
        // Each ends only when all three have started.
        const string Meet = ": > \"$0/$1\"; while [ ! -e \"$0/1\" ] || [ ! -e \"$0/2\" ] || [ ! -e \"$0/3\" ]; do sleep 0.01; done";
        _session["meet"] = Meet;

        var ran = _session.Run("1..3 | Invoke-SafeProcessBatch sh '-c' $meet $folder { $_ } -ThrottleLimit 3 -Timeout 60").AssertNoError();

        Assert.Equal(3, ran.Output.Count);
    }

    [EngineFact]
    public void An_item_runs_while_the_next_one_is_still_to_come()
    {
        var ran = _session.Run("""
            & { 'first'; while (-not (Test-Path $folder/first)) { Start-Sleep -Milliseconds 10 }; 'second' } |
                Invoke-SafeProcessBatch touch { "$folder/$_" } -ThrottleLimit 1
            """).AssertNoError();

        Assert.Equal(2, ran.Output.Count);
    }

    [EngineFact]
    public void A_fast_producer_is_held_back_while_all_that_may_run_run()
    {
        var produced = new int[1];
        _session["produced"] = produced;
        var running = _session.Start("""
            & { while ($true) { $produced[0]++; $produced[0] } } | Invoke-SafeProcessBatch sleep 1000 -ThrottleLimit 2
            """);
        // Two run, two wait.
        Eventually.True(() => Volatile.Read(ref produced[0]) == 4, "four items were taken");
        Thread.Sleep(300);

        Assert.Equal(4, Volatile.Read(ref produced[0]));
        running.Stop();
    }

    [EngineFact]
    public void Endless_items_end_with_the_results_that_were_asked_for()
    {
        var ran = _session.Run("""
            & { for ($global:produced = 0; ; $global:produced++) { $produced } } |
                Invoke-SafeProcessBatch echo { $_ } -ThrottleLimit 2 -KeepOrder | Select-Object -First 5 | ForEach-Object Index
            """).AssertNoError();

        Assert.Equal([0L, 1L, 2L, 3L, 4L], ran.Output.Select(item => item.BaseObject));
        // An item may wait for a processor while those behind it end: 256 results and one for each place wait for it at the most, and four items are
        // on their way.
        Assert.InRange((int)_session["produced"]!, 4, 5 + 256 + 2 + 4 + 1);
    }

    [EngineFact]
    public void What_runs_for_an_item_can_fail_without_ending_the_others()
    {
        var ran = _session.Run("0..3 | Invoke-SafeProcessBatch sh '-c' { \"exit $_\" } -KeepOrder 2>&1");

        Assert.Null(ran.Thrown);
        // Each result comes before its error.
        Assert.Equal(
            ["result 0", "result 1", "error NonZeroExit", "result 2", "error NonZeroExit", "result 3", "error NonZeroExit"],
            ran.Output.Select(item => item.BaseObject is ErrorRecord error ? $"error {Ran.IdOf(error)}" : $"result {item.Properties["Index"].Value}"));
        var last = Assert.IsType<ErrorRecord>(ran.Output[^1].BaseObject);
        Assert.Equal(3, Assert.IsType<ProcessResult>(Unwrap(last.TargetObject)).ExitCode);
        Assert.StartsWith("Item 3: 'sh' exited with code 3", last.ToString(), StringComparison.Ordinal);
    }

    [EngineFact]
    public void An_item_that_cannot_be_started_is_one_error_with_the_item_as_target()
    {
        var ran = _session.Run("'no-such-program', 'true', '/etc' | Invoke-SafeProcessBatch -FilePath { $_ } -KeepOrder");

        Assert.True(ran.Result.Success);
        Assert.Equal(["CommandNotFound", "NotExecutable"], ran.Errors.Select(Ran.IdOf));
        Assert.Equal(["no-such-program", "/etc"], ran.Errors.Select(error => Unwrap(error.TargetObject)));
    }

    [EngineFact]
    public void An_item_whose_script_block_throws_is_one_error_and_the_others_run()
    {
        var ran = _session.Run("1..3 | Invoke-SafeProcessBatch echo { if ($_ -eq 2) { throw 'no two' }; $_ } -KeepOrder");

        Assert.Equal([0L, 2L], Property(ran, "Index"));
        Assert.Equal("ScriptBlockFailed", Ran.IdOf(ran.Error));
        Assert.Equal(2, Unwrap(ran.Error.TargetObject));
        Assert.Contains("-ArgumentList", ran.Error.ToString(), StringComparison.Ordinal);
        Assert.Contains("no two", ran.Error.ToString(), StringComparison.Ordinal);
    }

    [EngineFact]
    public void An_item_that_fails_is_run_again_and_its_result_says_so()
    {
        const string OnlyTheThirdTime = "echo x >> \"$0/tries\"; [ $(wc -l < \"$0/tries\") -eq 3 ]";
        _session["program"] = OnlyTheThirdTime;

        var ran = _session.Run(
            "'item' | Invoke-SafeProcessBatch sh '-c' $program $folder -RetryCount 5 -RetryDelay 10ms -Verbose").AssertNoError();

        Assert.True(ran.Result.Success);
        Assert.Equal([3], Property(ran, "Attempt"));
        Assert.Equal(2, ran.Verbose.Count(message => message.Contains("once more in", StringComparison.Ordinal)));
    }

    [EngineFact]
    public void RetryOn_leaves_other_failures_alone()
    {
        var ran = _session.Run("""
            75, 1 | Invoke-SafeProcessBatch sh '-c' { "exit $_" } -RetryCount 2 -RetryDelay 1ms -RetryOn 75, TimedOut -KeepOrder
            """);

        Assert.Equal([3, 1], Property(ran, "Attempt"));
        Assert.Equal(2, ran.Errors.Count);
    }

    [EngineFact]
    public void FailFast_names_what_was_not_run()
    {
        var ran = _session.Run("1..9 | Invoke-SafeProcessBatch sh '-c' { \"exit $([int]($_ -eq 3))\" } -ThrottleLimit 1 -FailFast; $LASTEXITCODE");

        Assert.Equal(1, ran.Output[^1].BaseObject);
        Assert.Equal([0L, 1L, 2L], ran.Output.SkipLast(1).Select(item => item.Properties["Index"].Value));
        Assert.Equal(["NonZeroExit", "NotRun"], ran.Errors.Select(Ran.IdOf));
        Assert.Equal([4, 5, 6, 7, 8, 9], Assert.IsType<object[]>(Unwrap(ran.Errors[1].TargetObject)).Select(item => Unwrap(item!)));
        Assert.Contains("6 items", ran.Errors[1].ToString(), StringComparison.Ordinal);
    }

    [EngineFact]
    public void BatchTimeout_ends_what_runs_by_a_deadline_and_names_the_rest()
    {
        var ran = _session.Run("1..5 | Invoke-SafeProcessBatch sleep 1000 -ThrottleLimit 2 -BatchTimeout 500ms; $LASTEXITCODE");

        Assert.Equal(124, ran.Output[^1].BaseObject);
        Assert.Equal(["TimedOut", "TimedOut", "NotRun"], ran.Errors.Select(Ran.IdOf));
        Assert.Equal([3, 4, 5], Assert.IsType<object[]>(Unwrap(ran.Errors[2].TargetObject)).Select(item => Unwrap(item!)));
    }

    [EngineTheory]
    [InlineData("0, 0", 0)]
    [InlineData("0, 3, 0", 3)]
    [InlineData("3, 4, 0", 4)]
    public void LASTEXITCODE_is_that_of_the_last_item_that_failed(string items, int expected) =>
        Assert.Equal(expected, _session.Run(
            $"$null = {items} | Invoke-SafeProcessBatch sh '-c' {{ \"exit $_\" }} -ThrottleLimit 1 -ErrorAction Ignore; $LASTEXITCODE")
            .AssertNoError().Value);

    [EngineTheory]
    [InlineData("no-such-program", 127)]
    [InlineData("/etc", 126)]
    [InlineData("-FilePath { throw 'no' }", 125)]
    public void LASTEXITCODE_tells_of_an_item_that_could_not_be_run(string program, int expected) =>
        Assert.Equal(expected, _session.Run($"1 | Invoke-SafeProcessBatch {program} -ErrorAction Ignore; $LASTEXITCODE").AssertNoError().Value);

    [EngineTheory]
    [InlineData("-ThrottleLimit 0", "ThrottleLimit")]
    [InlineData("-RetryCount -1", "RetryCount")]
    [InlineData("-RetryDelay -1", "RetryDelay")]
    [InlineData("-DelayBetween -1", "DelayBetween")]
    [InlineData("-BatchTimeout 0", "BatchTimeout")]
    [InlineData("-BatchTimeout 100d", "BatchTimeout")]
    [InlineData("-RetryOn sometimes", "RetryOn")]
    [InlineData("-Timeout 0", "Timeout")]
    [InlineData("-Timeout soon", "Timeout")]
    [InlineData("-GracePeriod -1", "GracePeriod")]
    [InlineData("-Environment 5", "Environment")]
    [InlineData("-OutputLimit 0", "OutputLimit")]
    [InlineData("-SuccessExitCode @()", "SuccessExitCode")]
    [InlineData("-Resume", "Resume")]
    [InlineData("-TotalCount -1", "TotalCount")]
    [InlineData("-JobLog /no/such/folder/log", "JobLog")]
    [InlineData("-JobLog ''", "JobLog")]
    public void What_is_wrong_for_every_item_is_refused_before_the_first_is_run(string parameters, string named)
    {
        var ran = _session.Run($"try {{ 1..3 | Invoke-SafeProcessBatch touch \"$folder/ran\" {parameters} }} catch {{ $_ }}").AssertNoError();

        var error = Assert.IsType<ErrorRecord>(ran.Value);
        Assert.Equal("InvalidArgument", Ran.IdOf(error));
        Assert.Contains($"-{named} ", error.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["ran"]));
    }

    [EngineFact]
    public void Without_a_pipeline_there_are_no_items() =>
        Assert.Contains("-InputObject", _session.Run("Invoke-SafeProcessBatch true").Error.ToString(), StringComparison.Ordinal);

    [PwshFact]
    public void WhatIf_prints_the_commands_and_runs_none()
    {
        var script = $"Import-Module '{Checkout.Manifest}'; "
            + $"1..2 | Invoke-SafeProcessBatch touch {{ '{_folder.Path}/' + $_ }} -JobLog '{_folder["log"]}' -WhatIf; 'item' | Invoke-SafeProcessBatch touch -WhatIf";

        var shown = Command.Run(Engine.ToRun(script));

        Assert.Contains($"\"touch {_folder["1"]}\"", shown, StringComparison.Ordinal);
        Assert.Contains($"\"touch {_folder["2"]}\"", shown, StringComparison.Ordinal);
        Assert.Contains("\"touch item\"", shown, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    private static IEnumerable<object> Property(Ran ran, string name) => ran.Output.Select(item => Unwrap(item.Properties[name].Value));

    private static object Unwrap(object value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
