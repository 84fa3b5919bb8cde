using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests.Batch;

/// <summary>Several batches in one process.</summary>
[Trait("Category", "Long")]
public sealed class BatchSessionsTests : IDisposable
{
    private readonly Session _session = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [EngineFact]
    public void Two_sessions_run_batches_at_once()
    {
        // Each program ends only when its counterpart in the other session has started.
        const string Meet = """
            1..20 | Invoke-SafeProcessBatch -ThrottleLimit 2 -Timeout 60s -KeepOrder -FilePath sh -ArgumentList {
                '-c', ': > "$0/$1-$3"; while [ ! -e "$0/$2-$3" ]; do sleep 0.02; done; echo $1 $3', $folder, $mine, $other, $_
            } | ForEach-Object { $_.StandardOutput.Trim() }
            """;
        using var second = new Session();
        (_session["folder"], _session["mine"], _session["other"]) = (_folder.Path, "first", "second");
        (second["folder"], second["mine"], second["other"]) = (_folder.Path, "second", "first");

        var one = _session.Start(Meet);
        var two = second.Start(Meet);

        Assert.Equal(Enumerable.Range(1, 20).Select(static item => $"first {item}"), one.Finish().AssertNoError().Strings);
        Assert.Equal(Enumerable.Range(1, 20).Select(static item => $"second {item}"), two.Finish().AssertNoError().Strings);
    }

    [EngineFact]
    public void Batches_in_a_parallel_loop_do_not_disturb_each_other()
    {
        var ran = _session.Run("""
            1..6 | ForEach-Object -ThrottleLimit 3 -Parallel {
                Import-Module $using:manifest
                $loop = $_
                $sum = 0
                1..30 | Invoke-SafeProcessBatch echo { $_ * $loop } -ThrottleLimit 2 | ForEach-Object { $sum += [int] $_.StandardOutput }
                "$loop $sum"
            }
            """).AssertNoError();

        Assert.Equal(Enumerable.Range(1, 6).Select(static loop => $"{loop} {loop * 465}"), ran.Strings.Order());
    }

    [PwshFact]
    public void Batches_in_thread_jobs_do_not_disturb_each_other()
    {
        var script = $$"""
            if (-not (Get-Command Start-ThreadJob -ErrorAction Ignore)) { 'none'; exit }
            1..4 | ForEach-Object {
                Start-ThreadJob -ThrottleLimit 4 -ArgumentList $_ {
                    param($job)
                    Import-Module '{{Checkout.Manifest}}'
                    $sum = 0
                    1..30 | Invoke-SafeProcessBatch echo { $_ * $job } -ThrottleLimit 2 | ForEach-Object { $sum += [int] $_.StandardOutput }
                    "$job $sum"
                }
            } | Receive-Job -Wait -AutoRemoveJob
            """;

        var output = Command.Run(Engine.ToRun(script));

        Assert.SkipWhen(output.Trim() == "none", "this PowerShell has no Start-ThreadJob");
        Assert.Equal(
            Enumerable.Range(1, 4).Select(static job => $"{job} {job * 465}"),
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());
    }
}
