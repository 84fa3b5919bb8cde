using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests;

/// <summary>How a stop signal is written: by its name, with SIG or without, or by its number, as <c>kill</c> takes it.</summary>
public sealed class StopSignalTests : IDisposable
{
    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [EngineTheory]
    [InlineData("TERM")]
    [InlineData("term")]
    [InlineData("SigTerm")]
    [InlineData("15")]
    [InlineData("'15'")]
    [InlineData("' TERM '")]
    [InlineData("([SafeProcess.StopSignal]::SIGTERM)")]
    public void TERM_is_taken_however_it_is_written(string signal) => AssertSent(signal, "TERM");

    [EngineTheory]
    [InlineData("INT", "INT")]
    [InlineData("2", "INT")]
    [InlineData("hup", "HUP")]
    [InlineData("quit", "QUIT")]
    public void Other_signals_are_taken_too(string signal, string sent) => AssertSent(signal, sent);

    [EngineTheory]
    [InlineData("Invoke-SafeProcess true")]
    [InlineData("Start-SafeProcess true")]
    [InlineData("1 | Invoke-SafeProcessBatch true")]
    public void Every_cmdlet_takes_the_short_name(string command) =>
        _session.Run($"{command} -StopSignal KILL | Out-Null; Get-Job | Wait-Job | Remove-Job").AssertNoError();

    [EngineTheory]
    [InlineData("SIG")]
    [InlineData("SIGSIGTERM")]
    [InlineData("TERM,INT")]
    [InlineData("USR1")]
    [InlineData("''")]
    [InlineData("$null")]
    [InlineData("0")]
    [InlineData("-15")]
    [InlineData("15.5")]
    [InlineData("77")]
    [InlineData("(Get-Date)")]
    [InlineData("@{}")]
    public void What_is_no_stop_signal_is_one_error_that_says_what_is(string signal)
    {
        var ran = _session.Run($"Invoke-SafeProcess true -StopSignal {signal}");

        Assert.Empty(ran.Output);
        Assert.Contains("-StopSignal", ran.Error.Exception.Message.Replace("'StopSignal'", "-StopSignal", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("is no stop signal. Give one of SIGHUP, ", ran.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("TERM", ran.Error.Exception.Message, StringComparison.Ordinal);
    }

    private void AssertSent(string signal, string sent)
    {
        var ran = _session.Run($$"""
            $job = Start-SafeProcess sh '-c' 'for s in HUP INT QUIT TERM; do trap "echo got $s; exit" $s; done; echo ready; while :; do sleep 0.02; done' -GracePeriod 60s -StopSignal {{signal}}
            $null = Wait-SafeProcess $job -Line ready -Timeout 60s
            Stop-SafeProcess $job
            Receive-Job $job -ErrorAction SilentlyContinue | Where-Object { $_ -like 'got *' }
            Remove-Job $job
            """);

        Assert.Null(ran.Thrown);
        Assert.Equal($"got {sent}", ran.Value);
    }
}
