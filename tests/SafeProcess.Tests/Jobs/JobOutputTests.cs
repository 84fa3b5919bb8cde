using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests.Jobs;

/// <summary>What comes out of a job, and what becomes of it when nobody takes it.</summary>
public sealed class JobOutputTests : IDisposable
{
    private readonly Session _session = new();
    private readonly MarkedTree _tree = new();
    private readonly TemporaryFolder _folder = new();

    public JobOutputTests()
    {
        _session["environment"] = _tree.Environment;
        _session["folder"] = _folder.Path;
        _session["unruly"] = UnrulyProgram.FilePath;
    }

    public void Dispose()
    {
        _session.Dispose();
        _tree.AssertGone();
        _folder.Dispose();
    }

    [EngineFact]
    public void Standard_error_lines_are_on_the_information_stream_with_a_tag()
    {
        var ran = _session.Run("Start-SafeProcess sh '-c' 'echo out; echo warning >&2; echo more >&2' | Receive-Job -Wait").AssertNoError();

        Assert.Equal("out", ran.Output[0].BaseObject);
        Assert.Equal(["warning", "more"], ran.Information.Select(record => record.MessageData.ToString()));
        Assert.All(ran.Information, record => Assert.Contains("StandardError", record.Tags));
    }

    [EngineFact]
    public void Merged_both_streams_are_output()
    {
        var ran = _session.Run("Start-SafeProcess sh '-c' 'echo out; echo err >&2; echo end' -MergeStandardError | Receive-Job -Wait").AssertNoError();

        Assert.Equal(["out", "err", "end"], ran.Output.Take(3).Select(item => item.ToString()));
        Assert.Empty(ran.Information);
    }

    [EngineFact]
    public void Streams_may_go_to_files()
    {
        var ran = _session.Run("""
            $job = Start-SafeProcess sh '-c' 'echo out; echo err >&2' -StandardOutputPath $folder/out -StandardErrorPath $folder/err
            @(Receive-Job $job -Wait).Count
            Get-Content $folder/out, $folder/err
            """).AssertNoError();

        Assert.Equal(["1", "out", "err"], ran.Output.Select(item => item.ToString()));
    }

    [EngineFact]
    public void A_program_that_does_not_start_leaves_no_file()
    {
        _session.Run("try { Start-SafeProcess no-such-program -StandardOutputPath $folder/out } catch { }").AssertNoError();

        Assert.False(File.Exists(_folder["out"]));
    }

    [EngineFact]
    public void Verbose_steps_are_received_from_the_job()
    {
        var ran = _session.Run("Start-SafeProcess sleep 1000 -Timeout 300ms -Verbose | Receive-Job -Wait -Verbose -ErrorAction Ignore");

        Assert.Contains(ran.Verbose, message => message.StartsWith("Started ", StringComparison.Ordinal));
        Assert.Contains(ran.Verbose, message => message.StartsWith("The timeout of 300 ms", StringComparison.Ordinal));
        Assert.Contains("timed out", ran.Verbose[^1], StringComparison.Ordinal);
    }

    [EngineFact]
    public void What_nobody_receives_is_bounded_the_oldest_lines_go_and_are_counted()
    {
        var ran = _session.Run("""
            $job = Start-SafeProcess sh '-c' 'seq 1 100000; seq 1 5 >&2' -OutputLimit 10KB
            $null = Wait-Job $job
            $job.DroppedLines
            $lines = @(Receive-Job $job | Where-Object { $_ -is [string] })
            $lines.Count
            $lines[-1]
            $lines[0] -eq 100000 - $lines.Count + 1
            """).AssertNoError();

        var (dropped, kept) = ((long)ran.Output[0].BaseObject, (int)ran.Output[1].BaseObject);
        Assert.Equal(100_000, dropped + kept);
        Assert.InRange(kept, 10, 1000);
        Assert.Equal("100000", ran.Output[2].ToString());
        Assert.Equal(true, ran.Output[3].BaseObject);
        Assert.Equal(5, ran.Information.Count);
        Assert.Contains($"dropped {dropped} of its oldest lines", Assert.Single(ran.Warnings), StringComparison.Ordinal);
    }

    [EngineFact]
    public void Nothing_is_dropped_of_what_is_received_in_time()
    {
        // Each line is sent only when the one before was received, so that no more than one waits.
        var ran = _session.Run("""
            $job = Start-SafeProcess cat -OutputLimit 500
            1..50 | ForEach-Object {
                Send-SafeProcessInput $job "line $_"
                do { $line = Receive-Job $job } until ($line)
            }
            $line
            $job.DroppedLines
            """).AssertNoError();

        Assert.Equal(["line 50", "0"], ran.Output.Select(item => item.ToString()));
    }

    [EngineFact]
    public void A_line_over_the_limit_is_kept_whole_and_does_not_end_the_program()
    {
        var ran = _session.Run("""
            $job = Start-SafeProcess sh '-c' 'head -c 100000 /dev/zero | tr "\0" x' -OutputLimit 1000
            $line, $result = Receive-Job $job -Wait
            $line.Length
            $result.Outcome
            """).AssertNoError();

        Assert.Equal(["100000", "Exited"], ran.Output.Select(item => item.ToString()));
    }

    [EngineFact]
    public void A_program_that_writes_without_end_is_not_held_back_and_takes_no_memory()
    {
        var ran = _session.Run("""
            $job = Start-SafeProcess $unruly flood '--to' both -OutputLimit 100KB -Environment $environment
            while ($job.StandardOutputLength -lt 2MB -or $job.StandardErrorLength -lt 2MB) { Start-Sleep -Milliseconds 20 }
            $job.Output.Count
            $job.Information.Count
            Stop-Job $job
            """).AssertNoError();

        Assert.InRange((int)ran.Output[0].BaseObject, 1, 1024);
        Assert.InRange((int)ran.Output[1].BaseObject, 1, 1024);
    }

    [EngineFact]
    public void With_HoldBack_the_program_waits_for_its_reader_and_nothing_is_lost()
    {
        var ran = _session.Run("""
            $job = Start-SafeProcess seq 1 300000 -OutputLimit 100KB -HoldBack
            $null = Wait-Job $job -Timeout 1
            $job.State
            $job.StandardOutputLength -lt 1500KB
            $lines = Receive-Job $job -Wait
            $job.DroppedLines
            $job.StandardOutputLength
            $lines[-1].StandardOutputLength
            $lines.Count
            $lines[299999]
            """).AssertNoError();

        // The length first: what is missing was not drained, or not handed on.
        Assert.Equal(["Running", "True", "0", "1988895", "1988895", "300001", "300000"], ran.Output.Select(item => item.ToString()));
    }

    [EngineTheory]
    [InlineData("Stop-Job $job")]
    [InlineData("$null = Wait-Job $job")]
    public void A_job_that_is_held_back_comes_to_its_end(string end)
    {
        var ran = _session.Run($$"""
            $job = Start-SafeProcess yes -OutputLimit 10KB -HoldBack -Timeout 2s -Environment $environment
            {{end}}
            $job.Result.Outcome
            """).AssertNoError();

        Assert.Contains((Outcome)ran.Value, new HashSet<Outcome> { Outcome.Canceled, Outcome.TimedOut });
        _tree.AssertGone();
    }

    [EngineFact]
    public void A_program_that_has_exited_is_held_back_no_longer()
    {
        var ran = _session.Run("""
            $job = Start-SafeProcess seq 1 2000 -OutputLimit 1KB -HoldBack
            (Wait-Job $job).State
            @(Receive-Job $job).Count
            """).AssertNoError();

        Assert.Equal(["Completed", "2001"], ran.Output.Select(item => item.ToString()));
    }

    [EngineFact]
    public void The_streams_of_a_job_are_collections_as_PowerShell_has_them()
    {
        var ran = _session.Run("""
            $job = Start-SafeProcess sh '-c' 'seq 1 40; exec cat'
            $null = Wait-SafeProcess $job -Line '^40$'
            $output = $job.Output
            $output.RemoveAt(1)
            $output.Insert(1, 'two')
            $output.Insert(0, 'zero')
            $output[0] = 'none'
            $output.IndexOf($output[5])
            $output.Contains([psobject] 'nowhere')
            $null = $output.Remove($output[39])
            "$output"
            $output.Clear()
            $output.Count
            """).AssertNoError();

        var expected = string.Join(' ', Enumerable.Range(3, 36).Prepend(1).Select(number => number == 1 ? "none 1 two" : $"{number}")) + " 40";
        Assert.Equal(["5", "False", expected, "0"], ran.Output.Select(item => item.ToString()));
    }
}
