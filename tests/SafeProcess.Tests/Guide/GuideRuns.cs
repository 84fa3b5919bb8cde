using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests.Guide;

/// <summary>Runs the examples of all pages, a PowerShell for each page, a few at the same time: much of what they take is waiting, but all at once would take the
/// processors away from every other test.</summary>
public sealed class GuideRuns : IAsyncDisposable
{
    private static readonly SemaphoreSlim _turns = new(2 * Environment.ProcessorCount);

    private readonly CancellationTokenSource _over = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly Dictionary<string, Task<IReadOnlyList<GuideReport>>> _runs;

    /// <summary>Starts them.</summary>
    public GuideRuns() =>
        _runs = Engine.ProgramSkipReason is null ? GuidePage.Names.ToDictionary(name => name, name => RunAsync(GuidePage.Read(name))) : [];

    /// <summary>What came of the examples of a page, in their order.</summary>
    internal Task<IReadOnlyList<GuideReport>> ReportAsync(string name) => _runs[name];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        foreach (var run in _runs.Values)
            await run.ContinueWith(static _ => { }, TaskScheduler.Default);
        _over.Dispose();
    }

    /// <summary>Runs the examples of a page in a directory that is empty and is theirs.</summary>
    internal async Task<IReadOnlyList<GuideReport>> RunAsync(GuidePage page)
    {
        if (page.Examples.Count == 0 || page.SkipReason is not null)
            return [];
        await _turns.WaitAsync(_over.Token);
        try
        {
            return await PageRun.RunAsync(page, _over.Token);
        }
        finally
        {
            _turns.Release();
        }
    }
}
