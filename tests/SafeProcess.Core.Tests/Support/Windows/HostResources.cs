namespace SafeProcess.Core.Tests.Support;

/// <summary>What this test process itself holds. Only tests that run alone can compare two looks.</summary>
internal static class HostResources
{
    // The threads of the pool come and go, each with a few handles of its own. What is looked for grows with every run.
    private const int MoreByItself = 20;

    /// <summary>How many handles are open.</summary>
    public static int DescriptorCount() => Native.GetProcessHandleCount(Native.GetCurrentProcess(), out var count) ? count : throw new InvalidOperationException();

    /// <inheritdoc cref="DescriptorCount"/>
    public static IReadOnlyDictionary<string, int> DescriptorKinds() => new Dictionary<string, int> { ["handle"] = DescriptorCount() };

    /// <summary>Says when there are more handles than before, and stay so: those that another thread is just using are closed when that thread lets go of
    /// them.</summary>
    public static async Task<IReadOnlyList<string>> MoreDescriptorsAsync(IReadOnlyDictionary<string, int> before)
    {
        for (var tries = 0; ; tries++)
        {
            // Handles that nobody disposed are closed by their finalizers: those are leaks as well, and counted as the garbage is not collected here.
            var more = DescriptorCount() - before["handle"];
            if (more <= MoreByItself)
                return [];
            if (tries == 100)
                return [$"{before["handle"]} handles before, {before["handle"] + more} now"];
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public static int Threads()
    {
        using var self = System.Diagnostics.Process.GetCurrentProcess();
        return self.Threads.Count;
    }
}
