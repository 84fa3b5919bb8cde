using SafeProcess.Core.Tests.Support;

namespace SafeProcess.Core.Tests.Runs;

/// <summary>The threads on which runs end, while nobody else's runs do.</summary>
[Collection(Alone.Name)]
public sealed class ReactorThreadTests
{
    [Fact]
    public async Task Callers_that_go_on_at_the_same_time_do_so_on_the_same_threads_again_and_again()
    {
        const int Rounds = 20;
        const int AtOnce = 3;
        var threads = new HashSet<Thread>();
        using var together = new Barrier(AtOnce);

        async Task GoOnTogetherAsync(Task allAwaited)
        {
            async IAsyncEnumerable<ReadOnlyMemory<byte>> EndOnceAllAreAwaitedAsync()
            {
                await allAwaited;
                yield break;
            }

            // Without a context it goes on where the run ended, if it has not ended yet.
            var spec = new ProcessSpec("cat") { Input = ProcessInput.FromChunks(EndOnceAllAreAwaitedAsync()) };
            Assert.True((await new ProcessRunner().RunAsync(spec, cancellationToken: TestContext.Current.CancellationToken).ConfigureAwait(false)).Success);
            lock (threads)
                threads.Add(Thread.CurrentThread);
            Assert.True(together.SignalAndWait(ThisSystem.Ceiling));
        }

        for (var round = 0; round < Rounds; round++)
        {
            var allAwaited = new TaskCompletionSource();
            var callers = Enumerable.Range(0, AtOnce).Select(_ => GoOnTogetherAsync(allAwaited.Task)).ToList();
            allAwaited.SetResult();
            await Task.WhenAll(callers);
        }

        // Of a run that was awaited a moment too late, or ended elsewhere, the caller goes on elsewhere.
        Assert.InRange(threads.Count(static thread => thread.Name == "SafeProcess reactor"), 1, 2 * AtOnce);
    }
}
