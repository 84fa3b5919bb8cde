namespace SafeProcess.Core.Tests.Support;

/// <summary>Runs that cannot hang a test: <c>using static</c> this class.</summary>
internal static class Running
{
    public static async Task<ProcessResult> RunAsync(
        ProcessSpec spec, OutputSink? sink = null, IProgress<RunEvent>? events = null, CancellationToken cancellation = default)
    {
        sink ??= OutputSink.Text(ThisSystem.UnrulyEncoding);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken, cancellation);
        try
        {
            return await new ProcessRunner { Events = events }.RunAsync(spec, sink, ended.Token).WaitAsync(ThisSystem.Ceiling, TestContext.Current.CancellationToken);
        }
        catch (StartException failure) when (ThisSystem.LostTheProgram(failure))
        {
            Assert.Skip($"{failure.Message} Wine lost it on its own.");
            throw;
        }
        catch (TimeoutException)
        {
            await ended.CancelAsync();
            throw new TimeoutException($"The run did not end within {ThisSystem.Ceiling.TotalSeconds} s.");
        }
    }

    /// <summary>A run that must not start.</summary>
    public static async Task<StartException> FailsToStartAsync(ProcessSpec spec) =>
        await Assert.ThrowsAsync<StartException>(() => RunAsync(spec));
}
