using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests;

/// <summary>Pipes that have a name, which wait for who opens their other end.</summary>
public sealed class FifoTests : IDisposable
{
    private readonly Session _session = new();
    private readonly TemporaryFolder _folder = new();

    public FifoTests()
    {
        _session["folder"] = _folder.Path;
        _session.Run("$null = Invoke-SafeProcess { mkfifo $folder/fifo $folder/other }").AssertNoError();
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [EngineTheory]
    [InlineData("Invoke-SafeProcess { touch $folder/x } -StandardOutputPath $folder/fifo", "-StandardOutputPath cannot be written", "read")]
    [InlineData("Invoke-SafeProcess { touch $folder/x } -StandardErrorPath $folder/fifo", "-StandardErrorPath cannot be written", "read")]
    [InlineData("Invoke-SafeProcess { touch $folder/x } -StandardOutputPath $folder/fifo -Append -Tee", "-StandardOutputPath cannot be written", "read")]
    [InlineData("Invoke-SafeProcess { touch $folder/x } -StandardOutputPath $folder/fifo -StandardErrorPath $folder/other", "-StandardOutputPath cannot be written", "read")]
    [InlineData("Invoke-SafeProcess { touch $folder/x > $folder/fifo }", "'> $folder/fifo'", "read")]
    [InlineData("Invoke-SafeProcess { touch $folder/x 2> $folder/fifo | cat }", "'2> $folder/fifo'", "read")]
    [InlineData("Start-SafeProcess { touch $folder/x } -StandardOutputPath $folder/fifo", "-StandardOutputPath cannot be written", "read")]
    [InlineData("'x' | Invoke-SafeProcessBatch { touch $folder/$_ > $folder/fifo } -ErrorAction Stop", "'> $folder/fifo'", "read")]
    [InlineData("Invoke-SafeProcess { touch $folder/x } -StandardInputPath $folder/fifo", "-StandardInputPath", "write")]
    [InlineData("Start-SafeProcess { touch $folder/x } -StandardInputPath $folder/fifo", "-StandardInputPath", "write")]
    public void One_that_nobody_has_open_at_its_other_end_is_an_error_before_anything_runs(string script, string named, string other)
    {
        var error = Assert.IsType<System.Management.Automation.ErrorRecord>(_session.Run($"try {{ {script} }} catch {{ $_ }}").AssertNoError().Value);

        Assert.Equal("InvalidArgument", Ran.IdOf(error));
        Assert.Contains(named, error.ToString(), StringComparison.Ordinal);
        Assert.Contains($"is a FIFO that nobody has open to {other}", error.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["x"]));
    }

    [EngineTheory]
    [InlineData("-StandardOutputPath $folder/fifo", "out")]
    [InlineData("-StandardOutputPath $folder/fifo -Append", "out")]
    [InlineData("-StandardErrorPath $folder/fifo", "err")]
    [InlineData("-StandardErrorPath $folder/fifo -StandardOutputPath $folder/file", "err")]
    public void Its_reader_gets_all_that_is_written_to_it(string parameters, string expected)
    {
        var ran = _session.Run($$"""
            $reader = Start-SafeProcess { sh -c 'exec 3<>"$0"; echo open; head -n 1 <&3' $folder/fifo }
            $null = Wait-SafeProcess $reader -Line open -Timeout 60s
            $null = Invoke-SafeProcess { sh -c 'echo out; echo err >&2' } {{parameters}}
            (Receive-Job $reader -Wait -AutoRemoveJob)[1]
            """).AssertNoError();

        Assert.Equal(expected, ran.Value);
    }

    [EngineFact]
    public void Its_writer_is_read_to_the_end_also_when_it_has_gone()
    {
        var ran = _session.Run("""
            $writer = Start-SafeProcess { sh -c 'exec 3<>"$0"; exec 4>"$0"; exec 3>&-; echo open; read -r x; echo all >&4' $folder/fifo }
            $null = Wait-SafeProcess $writer -Line open -Timeout 60s
            $reader = Start-SafeProcess { cat } -StandardInputPath $folder/fifo
            'go' | Send-SafeProcessInput $writer -Close
            (Receive-Job $reader -Wait -AutoRemoveJob)[0]
            Remove-Job $writer -Force
            """).AssertNoError();

        Assert.Equal("all", ran.Value);
    }

    [EngineFact]
    public void A_job_log_that_is_one_is_an_error()
    {
        var error = Assert.IsType<System.Management.Automation.ErrorRecord>(
            _session.Run("try { 'x' | Invoke-SafeProcessBatch { touch $folder/$_ } -JobLog $folder/fifo -Resume } catch { $_ }").AssertNoError().Value);

        Assert.Equal("InvalidArgument", Ran.IdOf(error));
        Assert.Contains("-JobLog", error.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["x"]));
    }
}
