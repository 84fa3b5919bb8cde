using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests;

public sealed class ResultTests : IDisposable
{
    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [EngineFact]
    public void A_run_emits_one_result_with_both_streams_apart()
    {
        var result = _session.Run("Invoke-SafeProcess sh -c 'echo to out; echo to err >&2'").AssertNoError().Result;

        Assert.Equal(Outcome.Exited, result.Outcome);
        Assert.Equal("to out\n", result.StandardOutput);
        Assert.Equal("to err\n", result.StandardError);
        Assert.True(result.Success);
    }
}
