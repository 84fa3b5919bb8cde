using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests.Jobs;

/// <summary>Programs that are talked to while they run.</summary>
public sealed class JobInputTests : IDisposable
{
    private readonly Session _session = new();
    private readonly MarkedTree _tree = new();

    public JobInputTests()
    {
        _session["environment"] = _tree.Environment;
        _session["unruly"] = UnrulyProgram.FilePath;
    }

    public void Dispose()
    {
        _session.Dispose();
        _tree.AssertGone();
    }

    [EngineFact]
    public void A_program_is_talked_to_line_by_line()
    {
        var ran = _session.Run("""
            $job = Start-SafeProcess sh '-c' 'while read line; do echo "got $line"; done; echo bye' -Environment $environment
            foreach ($word in 'one', 'two words', 'Grüße') {
                Send-SafeProcessInput $job $word
                do { $answer = Receive-Job $job } until ($answer)
                $answer
            }
            Send-SafeProcessInput $job -Close
            (Receive-Job $job -Wait)[0]
            """).AssertNoError();

        Assert.Equal(["got one", "got two words", "got Grüße", "bye"], ran.Strings);
    }

    [EngineFact]
    public void A_shell_answers()
    {
        var ran = _session.Run("""
            $job = Start-SafeProcess sh
            'echo $((2 + 3))', 'echo $((6 * 7))' | Send-SafeProcessInput $job
            (Wait-SafeProcess $job -Line '^42$' -Timeout 60s).Value
            Send-SafeProcessInput $job -Close
            (Receive-Job $job -Wait)[0]
            """).AssertNoError();

        Assert.Equal(["42", "5"], ran.Strings);
    }

    [EngineFact]
    public void Bytes_stay_raw_and_the_last_ones_may_end_the_input()
    {
        var ran = _session.Run("""
            $job = Start-SafeProcess $unruly digest
            [byte[]] $bytes = 0..255
            Send-SafeProcessInput $job $bytes
            , $bytes | Send-SafeProcessInput -Job $job -Close
            (Receive-Job $job -Wait)[0]
            """).AssertNoError();

        byte[] sent = [.. Enumerable.Range(0, 512).Select(number => (byte)number)];
        Assert.Equal($"512 {Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(sent))}", ran.Value);
    }

    [EngineFact]
    public void Other_objects_become_the_lines_PowerShell_shows()
    {
        var ran = _session.Run("""
            $job = Start-SafeProcess cat
            [pscustomobject]@{ Name = 'a'; Size = 1 }, [pscustomobject]@{ Name = 'b'; Size = 2 } | Send-SafeProcessInput $job -Close
            (Receive-Job $job -Wait | Out-String -Stream) -match '^[ab] ' -replace ' +', ' ' -replace ' $'
            """).AssertNoError();

        Assert.Equal(["a 1", "b 2"], ran.Strings);
    }

    [EngineFact]
    public void The_encoding_is_that_of_the_job()
    {
        var ran = _session.Run("""
            $job = Start-SafeProcess od '-An' '-tx1' -InputEncoding unicode
            Send-SafeProcessInput $job 'é' -Close
            (Receive-Job $job -Wait)[0].Trim()
            """).AssertNoError();

        Assert.Equal("e9 00 0a 00", ran.Value);
    }

    [EngineFact]
    public void Pipeline_input_is_written_and_ends()
    {
        var ran = _session.Run("""
            $job = 1..100000 | Start-SafeProcess tail '-n' 1
            (Receive-Job $job -Wait)[0]
            Send-SafeProcessInput $job more
            """);

        Assert.Equal("100000", ran.Value);
        Assert.Equal("InputClosed", Ran.IdOf(ran.Error));
    }

    [EngineFact]
    public void A_job_without_input_sees_end_of_file_at_once()
    {
        var ran = _session.Run("""
            $job = Start-SafeProcess cat -NoInput
            (Wait-Job $job).State
            Send-SafeProcessInput $job more
            """);

        Assert.Equal("Completed", ran.Value.ToString());
        Assert.Equal("InputClosed", Ran.IdOf(ran.Error));
        Assert.Equal("InvalidArgument", Ran.IdOf(_session.Run("'x' | Start-SafeProcess cat -NoInput").Error));
    }

    [EngineTheory]
    [InlineData("sh '-c' 'exit 0'", "$null = Wait-Job $job")]
    [InlineData("cat", "Send-SafeProcessInput $job -Close")]
    [InlineData("cat", "Stop-Job $job")]
    public void What_reads_no_more_cannot_be_sent_to(string program, string end)
    {
        var ran = _session.Run($"$job = Start-SafeProcess {program}; {end}; Send-SafeProcessInput $job more");

        Assert.Equal("InputClosed", Ran.IdOf(ran.Error));
        Assert.Contains(program.Split(' ')[0], ran.Error.Exception.Message, StringComparison.Ordinal);
        _session.Run("Send-SafeProcessInput $job -Close").AssertNoError();
    }

    [EngineFact]
    public void Input_that_did_not_arrive_is_an_error()
    {
        // The program ends when it has read a little of what is sent.
        var ran = _session.Run("$job = Start-SafeProcess head '-c' 10; 1..200000 | Send-SafeProcessInput $job");

        Assert.Equal("InputClosed", Ran.IdOf(ran.Error));
    }

    [EngineTheory]
    [InlineData("head '-c' 10")]
    [InlineData("sh '-c' 'read line; exec <&-; exec sleep 1000' -Environment $environment")]
    public void A_sender_without_end_is_ended_when_nobody_reads_any_more(string program)
    {
        var ran = _session.Run($"$job = Start-SafeProcess {program}; & {{ while ($true) {{ 'x' * 1000 }} }} | Send-SafeProcessInput $job; 'after'");

        Assert.Equal("InputClosed", Ran.IdOf(ran.Error));
        Assert.Equal("after", ran.Value);
    }

    [EngineFact]
    public void A_sender_that_throws_leaves_the_job_its_input()
    {
        var ran = _session.Run("""
            $job = Start-SafeProcess cat
            try { & { 'first'; throw 'mine' } | Send-SafeProcessInput $job } catch { "$_" }
            Send-SafeProcessInput $job 'second' -Close
            Receive-Job $job -Wait | Select-Object -First 2
            """).AssertNoError();

        Assert.Equal(["mine", "first", "second"], ran.Strings);
    }

    [EngineFact]
    public void A_program_that_closes_its_input_lives_on()
    {
        _session.Run("""
            $job = Start-SafeProcess sh '-c' 'exec <&-; echo closed; exec sleep 1000' -Environment $environment
            $null = Wait-SafeProcess $job -Line closed
            """).AssertNoError();

        // What another test is just starting has the other end open as well, until its exec.
        Ran? ran = null;
        Eventually.True(() => (ran = _session.Run("Send-SafeProcessInput $job 'more'")).Errors.Count > 0, "sending fails");
        Assert.Equal("InputClosed", Ran.IdOf(ran!.Error));
        Assert.Equal("Running", _session.Run("$job.State").AssertNoError().Value.ToString());
    }

    [EngineFact]
    public void A_program_that_does_not_read_holds_the_sender_back_who_can_be_stopped()
    {
        _session.Run("$job = Start-SafeProcess sleep 1000 -Environment $environment").AssertNoError();
        var sending = _session.Start(", [byte[]]::new(4MB) | Send-SafeProcessInput $job");
        Eventually.True(() => _tree.Alive().Count == 1, "the program runs");

        Assert.False(sending.IsFinished);
        Assert.True(sending.Stop().WasStopped);

        Assert.Equal("Running", _session.Run("$job.State").AssertNoError().Value.ToString());
    }

    [EngineFact]
    public void Writing_the_pipeline_input_of_a_job_can_be_stopped()
    {
        var starting = _session.Start(", [byte[]]::new(4MB) | Start-SafeProcess sleep 1000 -Environment $environment");
        Eventually.True(() => _tree.Alive().Count == 1, "the program runs");

        Assert.True(starting.Stop().WasStopped);

        _tree.AssertGone();
        Assert.Empty(_session.Run("Get-Job").AssertNoError().Output);
    }
}
