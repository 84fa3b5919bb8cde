using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests.Retries;

/// <summary>A single run that is tried again.</summary>
public sealed class RetryTests : IDisposable
{
    private const string FailsTwice = "{ sh -c 'echo x >> \"$0\"; n=$(wc -l < \"$0\"); echo \"attempt\" $n; [ $n -ge 3 ]' $tries }";

    private readonly Session _session = new();
    private readonly TemporaryFolder _folder = new();

    public RetryTests() => _session["tries"] = _folder["tries"];

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [EngineFact]
    public void A_run_that_fails_is_tried_again_and_the_result_says_how_often()
    {
        var ran = _session.Run($"Invoke-SafeProcess {FailsTwice} -RetryCount 5 -RetryDelay 1ms -Verbose; $LASTEXITCODE").AssertNoError();

        var result = Assert.IsType<ProcessResult>(ran.Output[0].BaseObject);
        Assert.Equal(("attempt 3\n", 3, 0), (result.StandardOutput, ran.Output[0].Properties["Attempt"].Value, ran.Output[1].BaseObject));
        Assert.Equal(2, ran.Verbose.Count(message => message.Contains("once more in", StringComparison.Ordinal)));
    }

    [EngineFact]
    public void The_last_failure_is_the_one_that_is_told()
    {
        var ran = _session.Run($"Invoke-SafeProcess {FailsTwice} -RetryCount 1 -RetryDelay 1ms");

        Assert.Equal(("NonZeroExit", "attempt 2\n"), (Ran.IdOf(ran.Error), ((ProcessResult)ran.Output[0].BaseObject).StandardOutput));
    }

    [EngineTheory]
    [InlineData("-RetryOn 1", 3)]
    [InlineData("-RetryOn 75, TimedOut", 1)]
    [InlineData("-RetryCount 0", 1)]
    public void RetryOn_says_after_which_failures(string parameters, int attempts)
    {
        var count = parameters.Contains("RetryCount", StringComparison.Ordinal) ? "" : "-RetryCount 5";
        _session.Run($"$null = Invoke-SafeProcess {FailsTwice} {count} -RetryDelay 1ms {parameters} -ErrorAction Ignore");

        Assert.Equal(attempts, File.ReadAllLines(_folder["tries"]).Length);
    }

    [EngineTheory]
    [InlineData("Text", "attempt 3")]
    [InlineData("Line", "attempt 1,attempt 2,attempt 3")]
    public void Text_is_that_of_the_last_attempt_and_lines_come_as_they_are_written(string form, string expected) =>
        Assert.Equal(expected, string.Join(',', _session.Run($"Invoke-SafeProcess {FailsTwice} -RetryCount 5 -RetryDelay 1ms -As {form}").AssertNoError().Strings));

    [EngineFact]
    public void A_file_is_the_input_and_the_output_of_each_attempt()
    {
        _session["in"] = _folder.Write("in", "input\n");
        _session["out"] = _folder["out"];
        _session.Run("Invoke-SafeProcess { sh -c 'cat; echo x >> \"$0\"; [ $(wc -l < \"$0\") -ge 3 ]' $tries } -RetryCount 5 -RetryDelay 1ms -StandardInputPath $in -StandardOutputPath $out").AssertNoError();

        Assert.Equal("input\n", File.ReadAllText(_folder["out"]));
    }

    [EngineFact]
    public void A_program_that_is_not_there_is_not_looked_for_again()
    {
        var ran = _session.Run("try { Invoke-SafeProcess { no-such-program-anywhere } -RetryCount 5 -RetryDelay 1h } catch { $_ }").AssertNoError();

        Assert.Equal("CommandNotFound", Ran.IdOf(Assert.IsType<System.Management.Automation.ErrorRecord>(ran.Value)));
    }

    [EngineTheory]
    [InlineData("1h")]
    // More milliseconds than an int holds.
    [InlineData("49d")]
    public void A_stopped_pipeline_does_not_wait_for_the_next_attempt(string delay)
    {
        var running = _session.Start($"Invoke-SafeProcess {FailsTwice} -RetryCount 5 -RetryDelay {delay} -ErrorAction Ignore");
        Eventually.True(() => File.Exists(_folder["tries"]), "the first attempt ran");

        Assert.True(running.Stop().WasStopped);
        Assert.Single(File.ReadAllLines(_folder["tries"]));
    }

    [EngineTheory]
    [InlineData("-RetryCount -1", "-RetryCount")]
    [InlineData("-RetryCount 1 -RetryDelay -1", "-RetryDelay")]
    [InlineData("-RetryCount 1 -RetryOn never", "-RetryOn")]
    [InlineData("-RetryCount 1 -InputObject x", "-StandardInputPath")]
    public void What_cannot_be_is_one_error_that_names_the_parameter(string parameters, string named)
    {
        var ran = _session.Run($"try {{ Invoke-SafeProcess {FailsTwice} {parameters} }} catch {{ $_ }}").AssertNoError();

        Assert.Contains(named, ran.Value.ToString()!, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["tries"]));
    }
}
