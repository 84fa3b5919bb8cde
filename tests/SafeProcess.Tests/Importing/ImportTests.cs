using System.Management.Automation;
using System.Text;
using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests.Importing;

/// <summary>What Import-SafeProcessResult makes of files of results.</summary>
public sealed class ImportTests : IDisposable
{
    private const string Good = """{"FilePath":"/bin/true","Outcome":"Exited","ExitCode":0}""";

    private readonly Session _session = new();
    private readonly TemporaryFolder _folder = new();

    public ImportTests() => _session["folder"] = _folder.Path;

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [EngineTheory]
    [InlineData("{ sh -c 'echo out; echo err >&2; exit 3' }")]
    [InlineData("{ sh -c 'sleep 60 & echo partial; sleep 60' } -Timeout 500ms -GracePeriod 0")]
    [InlineData("{ printf 'a\\nb\\n' | grep b | sh -c 'cat; exit 4' }")]
    [InlineData("{ sh -c 'sleep 60 & echo $!' } -GracePeriod 0 -WarningAction Ignore")]
    [InlineData("{ sh -c 'kill -9 $$' }")]
    [InlineData("{ printf '\\377\\0\\342\\202\\254' }")]
    [InlineData("{ printf x > \"$folder/x\" }")]
    public void A_result_that_is_read_back_is_the_one_that_was_written(string command)
    {
        var ran = _session.Run($"""
            $live = Invoke-SafeProcess {command} -ErrorAction Ignore
            $live.ToJson() | Set-Content $folder/r.jsonl
            $live.ToJson()
            (Import-SafeProcessResult $folder/r.jsonl).ToJson()
            """).AssertNoError();

        Assert.Equal(ran.Strings.First(), ran.Strings.Last());
        Assert.Equal(2, ran.Output.Count);
    }

    [EngineFact]
    public void Results_come_in_the_order_of_the_files_and_say_where_they_stood()
    {
        Write("b.jsonl", Good.Replace("true", "b1", StringComparison.Ordinal), "", Good.Replace("true", "b2", StringComparison.Ordinal));
        Write("a.jsonl", Good.Replace("true", "a1", StringComparison.Ordinal));

        var ran = _session.Run("Import-SafeProcessResult $folder/b.jsonl, $folder/a.jsonl").AssertNoError();

        Assert.Equal(["/bin/b1", "/bin/b2", "/bin/a1"], ran.Output.Select(static item => ((ProcessResult)item.BaseObject).FilePath));
        Assert.Equal(
            [(_folder["b.jsonl"], 1L), (_folder["b.jsonl"], 3L), (_folder["a.jsonl"], 1L)],
            ran.Output.Select(static item => ((string)item.Properties["Path"].Value, (long)item.Properties["LineNumber"].Value)));
    }

    [EngineFact]
    public void A_job_log_gives_what_the_batch_gave_but_for_the_output()
    {
        var ran = _session.Run("""
            $live = 0, 3 | Invoke-SafeProcessBatch { sh -c "echo some; exit $_" } -JobLog $folder/log -RetryCount 1 -RetryDelay 1ms -ThrottleLimit 1 -ErrorAction Ignore
            $logged = Import-SafeProcessResult $folder/log
            $known = 'FilePath', 'WorkingDirectory', 'ProcessId', 'Outcome', 'Success', 'ExitCode', 'ProgramExitCode', 'Signal', 'SignalNumber', 'StandardOutputLength',
                'StandardErrorLength', 'OutputIncomplete', 'StartTime', 'PeakWorkingSet', 'TimedOut', 'Containment', 'ExceededLimit', 'Index', 'Attempt'
            foreach ($pair in (0, 0), (1, 2)) {
                $a, $b = $live[$pair[0]], $logged[$pair[1]]
                foreach ($name in $known) { if ($a.$name -ne $b.$name) { "$name was $($a.$name) and is $($b.$name)" } }
                if ("$($a.ArgumentList)" -ne "$($b.ArgumentList)") { 'the arguments differ' }
                foreach ($name in 'Duration', 'ProcessorTime') { if (($a.$name - $b.$name).Duration() -gt '00:00:00.000001') { "$name differs" } }
                if ($null -ne $b.StandardOutput -or $null -ne $b.StandardError -or $null -ne $b.InputObject) { 'there is what the log does not have' }
            }
            "$($logged.Count) $($logged.Attempt) $($logged.Index)"
            $logged[0].PSTypeNames[0]
            """).AssertNoError();

        Assert.Equal(["3 1 1 2 0 1 1", "SafeProcess.ProcessResult#Batch"], ran.Strings);
    }

    [EngineFact]
    public void An_item_of_a_job_log_that_was_not_run_is_an_error_with_its_reason()
    {
        _session.Run("'true', 'no-such-program', 'true' | Invoke-SafeProcessBatch -FilePath { $_ } -JobLog $folder/log -ThrottleLimit 1 -ErrorAction Ignore").AssertNoError();

        var ran = _session.Run("Import-SafeProcessResult $folder/log");

        Assert.Equal([0L, 2L], ran.Output.Select(static item => item.Properties["Index"].Value));
        AssertError(ran.Error, "NotRun", ErrorCategory.OperationStopped, "log', line 2: Item 1 was not run. 'no-such-program' was not found");
    }

    [EngineFact]
    public void A_torn_last_line_is_an_error_and_the_rest_is_read()
    {
        File.WriteAllText(_folder["r.jsonl"], $"{Good}\n{Good}\n{Good[..^10]}");

        var ran = _session.Run("Import-SafeProcessResult $folder/r.jsonl");

        Assert.Equal(2, ran.Output.Count);
        AssertError(ran.Error, "TornLine", ErrorCategory.InvalidData, "r.jsonl', line 3: ");
        Assert.Equal(_folder["r.jsonl"], ran.Error.TargetObject);
    }

    [EngineFact]
    public void A_torn_last_line_of_a_job_log_is_one_too()
    {
        _session.Run("1, 2 | Invoke-SafeProcessBatch true -JobLog $folder/log").AssertNoError();
        File.WriteAllBytes(_folder["log"], File.ReadAllBytes(_folder["log"])[..^20]);

        var ran = _session.Run("Import-SafeProcessResult $folder/log");

        Assert.Single(ran.Output);
        AssertError(ran.Error, "TornLine", ErrorCategory.InvalidData, "log', line 2: ");
    }

    [EngineFact]
    public void A_last_line_without_a_newline_that_is_whole_is_a_result()
    {
        File.WriteAllText(_folder["r.jsonl"], Good);

        Assert.Single(_session.Run("Import-SafeProcessResult $folder/r.jsonl").AssertNoError().Output);
    }

    [EngineTheory]
    [InlineData("safeprocess: 'sh' timed out", "is an invalid")]
    [InlineData("{}", "It has no FilePath")]
    [InlineData("[]", "could not be converted")]
    [InlineData("null", "It is null")]
    [InlineData("{\"FilePath\":\"a\",\"Outcome\":\"Odd\"}", "Outcome")]
    [InlineData("{\"key\":\"A\",\"index\":1}", "It has no FilePath")]
    [InlineData("{\"key\":\"A\",\"\":1,\"index\":\"x\"}", "It has no FilePath")]
    [InlineData("{\"key\":\"A\",\"\\ud800\":1}", "")]
    [InlineData("\u001b[2J", "is an invalid")]
    public void A_line_that_is_no_result_is_an_error_with_file_line_and_reason_and_the_rest_is_read(string line, string reason)
    {
        Write("r.jsonl", Good, line, Good);

        var ran = _session.Run("Import-SafeProcessResult $folder/r.jsonl");

        Assert.Equal(2, ran.Output.Count);
        AssertError(ran.Error, "NoResult", ErrorCategory.InvalidData, "r.jsonl', line 2: ");
        Assert.Contains(reason, ran.Error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', ran.Error.ToString());
    }

    [EngineTheory]
    [InlineData("$folder/none.jsonl")]
    [InlineData("$folder/*.none")]
    [InlineData("-LiteralPath $folder/none.jsonl")]
    [InlineData("-LiteralPath $folder/*.jsonl")]
    public void A_file_that_is_not_there_is_an_error(string arguments)
    {
        Write("r.jsonl", Good);

        AssertError(_session.Run($"Import-SafeProcessResult {arguments}").Error, "PathNotFound", ErrorCategory.ObjectNotFound, "There is no file '");
    }

    [EngineFact]
    public void The_other_files_are_read_all_the_same()
    {
        Write("r.jsonl", Good);
        Command.Run("mkfifo", _folder["fifo"]);

        var ran = _session.Run("Import-SafeProcessResult $folder/r.jsonl, $folder/none, $folder, Env:PATH, Nowhere:/x, $folder/fifo, $folder/r.jsonl");

        Assert.Equal(2, ran.Output.Count);
        Assert.Collection(
            ran.Errors,
            static error => AssertError(error, "PathNotFound", ErrorCategory.ObjectNotFound, "none'."),
            static error => AssertError(error, "FileNotReadable", ErrorCategory.ReadError, "cannot be read: it is a folder."),
            static error => AssertError(error, "InvalidArgument", ErrorCategory.InvalidArgument, "-Path is 'Env:PATH', which the provider Environment holds"),
            static error => AssertError(error, "InvalidArgument", ErrorCategory.InvalidArgument, "-Path is 'Nowhere:/x': "),
            static error => AssertError(error, "FileNotReadable", ErrorCategory.ReadError, "cannot be read: it is a FIFO"));
    }

    [EngineTheory]
    [InlineData("Import-SafeProcessResult $folder/*.jsonl", 2)]
    [InlineData("Import-SafeProcessResult -Path $folder/r?.jsonl", 2)]
    [InlineData("Get-ChildItem $folder/*.jsonl | Import-SafeProcessResult", 2)]
    [InlineData("Get-ChildItem $folder | Import-SafeProcessResult", 3)]
    [InlineData("\"$folder/r1.jsonl\", \"$folder/r2.jsonl\" | Import-SafeProcessResult", 2)]
    [InlineData("[pscustomobject]@{ Path = \"$folder/r1.jsonl\" } | Import-SafeProcessResult", 1)]
    [InlineData("Import-SafeProcessResult -LiteralPath \"$folder/r[1].log\"", 1)]
    [InlineData("Import-SafeProcessResult -LP \"$folder/r[1].log\", \"$folder/r1.jsonl\"", 2)]
    [InlineData("Import-SafeProcessResult -PSPath (Get-Item $folder/r1.jsonl).PSPath", 1)]
    [InlineData("Set-Location $folder; Import-SafeProcessResult r1.jsonl, ./r2.jsonl; Set-Location /", 2)]
    [InlineData("$null = New-PSDrive Results FileSystem $folder; Import-SafeProcessResult Results:/r*.jsonl", 2)]
    public void Files_are_named_as_for_other_cmdlets(string script, int count)
    {
        foreach (var name in (string[])["r1.jsonl", "r2.jsonl", "r[1].log"])
            Write(name, Good);

        Assert.Equal(count, _session.Run(script).AssertNoError().Output.Count);
    }

    [EngineFact]
    public void A_file_that_is_still_being_written_is_read()
    {
        using var writer = new FileStream(_folder["r.jsonl"], FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        writer.Write(Encoding.UTF8.GetBytes(Good + "\n"));

        Assert.Single(_session.Run("Import-SafeProcessResult $folder/r.jsonl").AssertNoError().Output);
    }

    [EngineFact]
    public void Results_come_while_the_file_is_read()
    {
        Write("r.jsonl", Good, "no result");

        Assert.Single(_session.Run("Import-SafeProcessResult $folder/r.jsonl | Select-Object -First 1").AssertNoError().Output);
    }

    [EngineTheory]
    [InlineData("utf-8", "\n")]
    [InlineData("utf-8", "\r\n")]
    [InlineData("utf-16", "\r\n")]
    public void A_mark_at_the_start_and_the_newlines_of_Windows_are_no_part_of_a_result(string encoding, string newline)
    {
        var text = Good.Replace("true", "tr\u00fc\ue000e", StringComparison.Ordinal) + newline;
        File.WriteAllText(_folder["r.jsonl"], text + newline + text, Encoding.GetEncoding(encoding));

        var ran = _session.Run("Import-SafeProcessResult $folder/r.jsonl").AssertNoError();

        Assert.Equal(["/bin/tr\u00fc\ue000e", "/bin/tr\u00fc\ue000e"], ran.Output.Select(static item => ((ProcessResult)item.BaseObject).FilePath));
    }

    [EngineFact]
    public void An_empty_file_has_no_result()
    {
        Write("r.jsonl");

        Assert.Empty(_session.Run("Import-SafeProcessResult $folder/r.jsonl").AssertNoError().Output);
    }

    [EngineTheory]
    [InlineData("Import-SafeProcessResult ''", "ParameterArgumentValidationError")]
    [InlineData("Import-SafeProcessResult $null", "ParameterArgumentValidationError")]
    [InlineData("Import-SafeProcessResult @()", "ParameterArgumentValidationError")]
    [InlineData("Import-SafeProcessResult -LiteralPath ''", "ParameterArgumentValidationError")]
    [InlineData("Import-SafeProcessResult -Path a -LiteralPath b", "AmbiguousParameterSet")]
    public void What_names_no_file_is_refused(string script, string id) => Assert.StartsWith(id, Ran.IdOf(_session.Run(script).Error), StringComparison.Ordinal);

    private static void AssertError(ErrorRecord error, string id, ErrorCategory category, string part)
    {
        Assert.Equal(id, Ran.IdOf(error));
        Assert.Equal(category, error.CategoryInfo.Category);
        Assert.Contains(part, error.ToString(), StringComparison.Ordinal);
    }

    private void Write(string name, params string[] lines) => File.WriteAllLines(_folder[name], lines);
}
