using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests.Jobs;

/// <summary>The state of a job for each outcome, and what it tells then.</summary>
public sealed class JobStateTests : IDisposable
{
    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [EngineTheory]
    [InlineData("true", "Completed", "Exited", "")]
    [InlineData("false", "Failed", "Exited", "NonZeroExit")]
    [InlineData("false -SuccessExitCode 0, 1", "Completed", "Exited", "")]
    [InlineData("sh '-c' 'kill -KILL $$'", "Failed", "Signaled", "Signaled")]
    [InlineData("sleep 1000 -Timeout 200ms", "Failed", "TimedOut", "TimedOut")]
    [InlineData("sleep 1000 -IdleTimeout 200ms", "Failed", "IdleTimedOut", "IdleTimedOut")]
    [InlineData("cat -StandardOutputPath /dev/full", "Failed", "Canceled", "OutputFailed")]
    public void The_state_matches_the_outcome(string program, string state, string outcome, string errorId)
    {
        var ran = _session.Run($$"""
            $job = 'text' | Start-SafeProcess {{program}}
            $null = Wait-Job $job
            $job.State
            $job.Result.Outcome
            $job.StatusMessage
            $result = Receive-Job $job -ErrorAction SilentlyContinue -ErrorVariable failure
            [object]::ReferenceEquals($result, $job.Result)
            $failure.FullyQualifiedErrorId -replace ',.*'
            """);

        Assert.Equal(state, ran.Output[0].ToString());
        Assert.Equal(outcome, ran.Output[1].ToString());
        Assert.StartsWith("'", ran.Output[2].ToString(), StringComparison.Ordinal);
        Assert.Equal(true, ran.Output[3].BaseObject);
        Assert.Equal(errorId, ran.Output[4]?.ToString() ?? "");
        Assert.Equal(5, ran.Output.Count);
    }

    [EngineFact]
    public void A_stopped_job_has_a_result_and_no_error()
    {
        var ran = _session.Run("""
            $job = Start-SafeProcess sh '-c' 'echo partial; exec sleep 1000'
            $null = Wait-SafeProcess $job -Line partial
            Stop-Job $job
            Receive-Job $job
            """).AssertNoError();

        Assert.Equal("partial", ran.Output[0].BaseObject);
        Assert.Equal(Outcome.Canceled, Assert.IsType<ProcessResult>(ran.Output[1].BaseObject).Outcome);
    }

    [EngineFact]
    public void A_failed_job_throws_where_errors_stop()
    {
        var ran = _session.Run("""
            $job = Start-SafeProcess sh '-c' 'echo why >&2; exit 3'
            try { $job | Receive-Job -Wait -AutoRemoveJob -ErrorAction Stop } catch { $_.Exception.Result.ExitCode; $_.Exception.Message }
            """).AssertNoError();

        Assert.Equal(3, ran.Output[^2].BaseObject);
        Assert.Contains("why", ran.Output[^1].ToString(), StringComparison.Ordinal);
    }

    [EngineTheory]
    [InlineData("no-such-program", "CommandNotFound")]
    [InlineData("true -WorkingDirectory /no/such", "WorkingDirectoryNotFound")]
    [InlineData("true -Timeout 0", "InvalidArgument")]
    [InlineData("true -OutputLimit 0", "InvalidArgument")]
    [InlineData("true -StandardOutputPath /no/such/file", "InvalidArgument")]
    [InlineData("-Nmae x true", "InvalidArgument")]
    public void What_cannot_start_is_an_error_and_leaves_no_job(string program, string errorId)
    {
        var ran = _session.Run($"Start-SafeProcess {program}");

        Assert.Equal(errorId, Ran.IdOf(ran.Error));
        Assert.Empty(_session.Run("Get-Job").AssertNoError().Output);
    }

    [EngineFact]
    public void WhatIf_starts_nothing() =>
        Assert.Empty(_session.Run("'x' | Start-SafeProcess cat -WhatIf; Get-Job").AssertNoError().Output);

    [EngineFact]
    public void Every_parameter_of_a_single_run_is_there_but_the_form_of_its_output_and_its_attempts()
    {
        var ran = _session.Run("""
            (Get-Command Invoke-SafeProcess).Parameters.Keys | Where-Object { $_ -notin (Get-Command Start-SafeProcess).Parameters.Keys }
            """).AssertNoError();

        Assert.Equal(["As", "KeepNewline", "RetryCount", "RetryDelay", "RetryOn", "Show"], ran.Strings.Order(StringComparer.Ordinal));
    }
}
