namespace SafeProcess.Core.Tests.Support;

/// <summary>Waits for steps of a run.</summary>
internal static class Awaiting
{
    /// <summary>Returns once the run has told of such a step.</summary>
    public static async Task AwaitAsync(this EventLog log, RunEventKind kind)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!log.Kinds.Contains(kind))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < ThisSystem.Ceiling, $"{kind} did not come; there were {string.Join(", ", log.Kinds)}");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }
}
