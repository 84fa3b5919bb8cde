using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests;

/// <summary>What the result says of the tree as it stood when it was stopped.</summary>
public sealed class DiagnosisTests : IDisposable
{
    private const string Secret = "correct-horse";

    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [EngineFact]
    public void A_run_that_timed_out_tells_what_each_process_waited_on()
    {
        var result = StopWhenItSleeps("");

        Assert.Equal(2, result.Diagnosis.Count);
        // Shells differ in how they wait.
        Assert.Matches("^wait for a (child|signal)$", result.Diagnosis[0].WaitsOn);
        Assert.Equal((result.ProcessId, "sleep"), (result.Diagnosis[1].ParentId, result.Diagnosis[1].WaitsOn));
        Assert.All(result.Diagnosis, process => Assert.True(process.ProcessorTime >= TimeSpan.Zero && process.WorkingSet > 0));
    }

    [EngineFact]
    public void Arguments_are_told_only_with_DiagnoseArgument()
    {
        Assert.DoesNotContain(StopWhenItSleeps("").Diagnosis, process => process.CommandLine!.Contains(Secret, StringComparison.Ordinal));

        var asked = StopWhenItSleeps("-DiagnoseArgument").Diagnosis;
        Assert.EndsWith(Secret, asked[0].CommandLine, StringComparison.Ordinal);
        Assert.Equal("sleep 1000", asked[1].CommandLine);
    }

    [EngineFact]
    public void The_message_of_a_run_that_timed_out_tells_no_argument_even_so() =>
        Assert.DoesNotContain(
            Secret,
            _session.Run($"Invoke-SafeProcess -Timeout 300ms -DiagnoseArgument -- sh -c 'sleep 1000; :' {Secret}").Error.ToString(),
            StringComparison.Ordinal);

    private ProcessResult StopWhenItSleeps(string parameters)
    {
        const string Program = "sleep 1000 & until grep -q \"(sleep) S\" /proc/$!/stat; do :; done; echo asleep; wait; :";
        var result = Attempt.UntilTrue(
            seconds => _session.Run($"Invoke-SafeProcess -IdleTimeout {seconds} {parameters} -ErrorAction Ignore -- sh -c '{Program}' {Secret}").Result,
            result => result.StandardOutputLength > 0);
        Assert.Equal("asleep\n", result.StandardOutput);
        return result;
    }
}
