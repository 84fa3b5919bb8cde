namespace SafeProcess.Core.Tests.Support;

/// <summary>Runs that are stopped as soon as their tree does what a test waits for: <c>using static</c> this class.</summary>
internal static class Looking
{
    private static readonly TimeSpan Ceiling = TimeSpan.FromSeconds(60);

    /// <summary>Starts a run, looks at its tree until that is as awaited, and takes it down the ladder.</summary>
    /// <returns>The result, whose diagnosis is a later look than the one that was awaited.</returns>
    public static async Task<ProcessResult> StopOnceAsync(
        ProcessSpec spec, Predicate<IReadOnlyList<ProcessSnapshot>> awaited, OutputSink? sink = null, Action? beforeEnd = null)
    {
        var run = new ProcessRunner().Start(spec with { GracePeriod = TimeSpan.Zero }, sink, TestContext.Current.CancellationToken);
        var begun = TimeProvider.System.GetTimestamp();
        IReadOnlyList<ProcessSnapshot> seen = [];
        try
        {
            do
            {
                seen = await run.LookAsync();
                if (run.Completion.IsCompleted || TimeProvider.System.GetElapsedTime(begun) > Ceiling)
                    Assert.Fail($"Never seen; the last look: {string.Join("; ", seen.Select(Tell))}");
                await Task.Delay(5);
            }
            while (!awaited(seen));
        }
        finally
        {
            run.Stop();
            beforeEnd?.Invoke();
            await run.Completion.WaitAsync(Ceiling);
        }

        return await run.Completion;
    }

    /// <summary>The same once each of these is what some process waits on.</summary>
    public static Task<ProcessResult> StopOnceTheyWaitAsync(ProcessSpec spec, params string[] waitsOn) =>
        StopOnceAsync(spec, seen => waitsOn.All(text => seen.Any(one => one.WaitsOn == text)));

    /// <summary>All that a snapshot says.</summary>
    public static string Tell(ProcessSnapshot one) =>
        $"{one.Id} {one.ParentId} {one.Name} {one.State} {one.ProcessorTime} {one.WorkingSet} {one.CommandLine} | {one.WaitsOn}";
}
