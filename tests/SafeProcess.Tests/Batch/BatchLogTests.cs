using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using System.Text.Json;
using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests.Batch;

/// <summary>The job log, and what a later batch makes of it.</summary>
public sealed class BatchLogTests : IDisposable
{
    private readonly Session _session = new();
    private readonly TemporaryFolder _folder = new();
    private readonly MarkedTree _tree = new();

    public BatchLogTests() => _session["folder"] = _folder.Path;

    public void Dispose()
    {
        _tree.Kill();
        _session.Dispose();
        _folder.Dispose();
    }

    [EngineFact]
    public void Each_run_is_a_line_that_is_there_when_its_result_comes()
    {
        // Told whether the log has a line for each result that has come.
        var ran = _session.Run("""
            $retry = @{ RetryCount = 1; RetryDelay = '1ms'; ThrottleLimit = 1; ErrorAction = 'Ignore' }
            0, 3 | Invoke-SafeProcessBatch sh '-c' { "exit $_" } -JobLog $folder/log @retry | ForEach-Object {
                $index = $_.Index
                @(Get-Content $folder/log | ConvertFrom-Json | Where-Object index -EQ $index).Count -ge $_.Attempt
            }
            """).AssertNoError();

        Assert.Equal([true, true], ran.Output.Select(item => item.BaseObject));
        var lines = File.ReadAllLines(_folder["log"]).Select(static line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal([(0L, 1, true, 0), (1, 1, false, 3), (1, 2, false, 3)], lines.Select(static line => (
            line.GetProperty("index").GetInt64(),
            line.GetProperty("attempt").GetInt32(),
            line.GetProperty("success").GetBoolean(),
            line.GetProperty("exitCode").GetInt32())));
        Assert.Equal(["-c", "exit 3"], lines[1].GetProperty("argumentList").EnumerateArray().Select(static argument => argument.GetString()));
        Assert.Equal(lines[1].GetProperty("key").GetString(), lines[2].GetProperty("key").GetString());
        Assert.NotEqual(lines[0].GetProperty("key").GetString(), lines[1].GetProperty("key").GetString());
    }

    [EngineFact]
    public void A_log_holds_no_environment_value_and_no_input_and_is_its_owners()
    {
        _session.Run("""
            1 | Invoke-SafeProcessBatch { cat } -StandardInput 'correct horse' -Environment @{ A = 'battery staple' } -JobLog $folder/log
            """).AssertNoError();

        Assert.DoesNotContain("horse", File.ReadAllText(_folder["log"]), StringComparison.Ordinal);
        Assert.DoesNotContain("staple", File.ReadAllText(_folder["log"]), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["log"]));
    }

    [EngineFact]
    public void Resume_runs_what_the_log_does_not_call_a_success()
    {
        _session.Run("1..4 | Invoke-SafeProcessBatch sh '-c' '[ $0 != 3 ]' { $_ } -JobLog $folder/log -ErrorAction Ignore").AssertNoError();

        // Among others, in another order, and with another timeout.
        var ran = _session.Run("""
            5, 4, 3, 2, 1 | Invoke-SafeProcessBatch sh '-c' '[ $0 != 3 ]' { $_ } -Timeout 60 -JobLog $folder/log -Resume -KeepOrder `
                -ErrorAction Ignore
            """);

        Assert.Equal([5, 3], InputObjects(ran.AssertNoError()));
    }

    [EngineTheory]
    [InlineData("-WorkingDirectory /")]
    [InlineData("-Environment @{ A = 1 }")]
    [InlineData("-StandardInput 'x'")]
    [InlineData("more")]
    public void Resume_runs_again_what_differs_from_what_succeeded(string difference)
    {
        _session.Run("1 | Invoke-SafeProcessBatch true -JobLog $folder/log").AssertNoError();

        Assert.Single(_session.Run($"1 | Invoke-SafeProcessBatch true {difference} -JobLog $folder/log -Resume").AssertNoError().Output);
    }

    [EngineFact]
    public void A_command_that_is_needed_twice_is_not_done_when_it_succeeded_once()
    {
        _session.Run("1 | Invoke-SafeProcessBatch { true } -JobLog $folder/log").AssertNoError();

        Assert.Equal(2, _session.Run("1..3 | Invoke-SafeProcessBatch { true } -JobLog $folder/log -Resume").AssertNoError().Output.Count);
        Assert.Empty(_session.Run("1..3 | Invoke-SafeProcessBatch { true } -JobLog $folder/log -Resume").AssertNoError().Output);
    }

    [EngineFact]
    public void A_torn_last_line_counts_for_nothing_and_spoils_nothing()
    {
        _session.Run("1..3 | Invoke-SafeProcessBatch echo { $_ } -JobLog $folder/log -ThrottleLimit 1").AssertNoError();
        var whole = File.ReadAllBytes(_folder["log"]);
        File.WriteAllBytes(_folder["log"], whole[..^20]);

        var ran = _session.Run("1..4 | Invoke-SafeProcessBatch echo { $_ } -JobLog $folder/log -Resume -KeepOrder -Verbose").AssertNoError();

        Assert.Equal([3, 4], InputObjects(ran));
        Assert.Contains(ran.Verbose, message => message.Contains("no whole record", StringComparison.Ordinal));
        Assert.Empty(_session.Run("1..4 | Invoke-SafeProcessBatch echo { $_ } -JobLog $folder/log -Resume").AssertNoError().Output);
    }

    [EngineFact]
    public void Resume_without_a_log_yet_runs_everything() =>
        Assert.Equal(2, _session.Run("1..2 | Invoke-SafeProcessBatch true -JobLog $folder/log -Resume").AssertNoError().Output.Count);

    [EngineFact]
    public void A_log_belongs_to_one_batch_at_a_time()
    {
        var ran = _session.Run("""
            1 | Invoke-SafeProcessBatch true -JobLog $folder/log | ForEach-Object {
                try { 1 | Invoke-SafeProcessBatch true -JobLog $folder/log } catch { $_ }
            }
            """).AssertNoError();

        Assert.Equal("InvalidArgument", Ran.IdOf(Assert.IsType<ErrorRecord>(ran.Value)));
    }

    [EngineFact]
    public void A_log_that_cannot_be_written_is_one_error_and_the_results_come()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full here");

        var ran = _session.Run("1..3 | Invoke-SafeProcessBatch true -JobLog /dev/full");

        Assert.Equal(3, ran.Output.Count);
        Assert.Equal("JobLogFailed", Ran.IdOf(ran.Error));
    }

    [PwshFact]
    public void After_the_host_was_killed_in_the_middle_a_batch_goes_on_where_it_stood()
    {
        const int Items = 40;
        const string Program = "echo $1 >> \"$0/ran\"; [ $1 -le 15 ] || while [ ! -e \"$0/go\" ]; do sleep 0.02; done";
        var script = $$"""
            Import-Module '{{Checkout.Manifest}}'
            1..{{Items}} | Invoke-SafeProcessBatch sh '-c' '{{Program}}' '{{_folder.Path}}' { $_ } -ThrottleLimit 4 `
                -JobLog '{{_folder["log"]}}' -Resume -Environment @{ {{MarkedTree.Variable}} = '{{_tree.Value}}' } | Out-Null
            """;
        var start = Command.StartInfo(Engine.ToRun(script));
        start.RedirectStandardInput = true;
        using (var host = Process.Start(start)!)
        {
            Eventually.True(() => Logged().Count == 15 && RanItems().Count == 19, "fifteen runs have ended and four hang");
            host.Kill();
            host.WaitForExit();
        }

        _tree.Kill();
        var log = File.ReadAllBytes(_folder["log"]);
        // As if it had been killed in the middle of a line.
        File.WriteAllBytes(_folder["log"], log[..^10]);
        var done = Logged();
        Assert.Equal(14, done.Count);
        _folder.Write("go", "");

        Command.Run(Engine.ToRun(script));

        var ran = RanItems();
        Assert.Equal(Enumerable.Range(1, Items), ran.Distinct().Order());
        // What the log called a success ran once; the torn line and the four that were killed ran twice.
        Assert.All(done, item => Assert.Single(ran, item));
        Assert.Equal(Items + 5, ran.Count);
    }

    private static IEnumerable<int> InputObjects(Ran ran) =>
        ran.Output.Select(static item => LanguagePrimitives.ConvertTo<int>(item.Properties["InputObject"].Value));

    private List<int> RanItems() =>
        File.Exists(_folder["ran"])
            ? [.. File.ReadAllLines(_folder["ran"]).Select(static line => int.Parse(line, CultureInfo.InvariantCulture))]
            : [];

    /// <summary>The items of the log's whole lines.</summary>
    private List<int> Logged()
    {
        if (!File.Exists(_folder["log"]))
            return [];
        var text = File.ReadAllText(_folder["log"]);
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(static line => JsonDocument.Parse(line).RootElement.GetProperty("argumentList")[3].GetString()!)
            .Select(static item => int.Parse(item, CultureInfo.InvariantCulture))];
    }
}
