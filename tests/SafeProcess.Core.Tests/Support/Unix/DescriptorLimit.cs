using System.Reflection;

namespace SafeProcess.Core.Tests.Support;

/// <summary>Leaves this process only a few free descriptors, until it is disposed: all others are in use, as they are when a host has run out of
/// them, so that one it gives back can be had again.</summary>
internal sealed class DescriptorLimit : IDisposable
{
    private readonly Native.Limit _usual;
    private readonly Stack<int> _taken = new();

    public DescriptorLimit(int free)
    {
        Native.GetLimit(Native.RLIMIT_NOFILE, out _usual);
        Take(free);
        // A thread of the runtime opens a file for a moment: the collector reads how much memory is free. What it had then was not there to be taken.
        while (_taken.Count < free)
        {
            Dispose();
            Take(free);
        }

        while (free-- > 0)
            Native.Close(_taken.Pop());
    }

    /// <summary>Lets the runtime open what it needs first: it needs descriptors to load what a run uses and to make its threads, and ends the
    /// process when it gets none; that is not what is looked at here.</summary>
    public static async Task PrepareAsync()
    {
        foreach (var needed in typeof(ProcessRunner).Assembly.GetReferencedAssemblies())
            Assembly.Load(needed);
        const int Threads = 8;
        ThreadPool.SetMinThreads(Threads, Threads);
        using var together = new Barrier(Threads);
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Run(together.SignalAndWait)));
        await Task.Delay(1);
    }

    /// <summary>The soft limit under which so many descriptors are free: the kernel gives out no number at or above it.</summary>
    public static int For(int free)
    {
        var used = HostResources.Descriptors().ToHashSet();
        var limit = 0;
        for (var left = free; left > 0 || used.Contains(limit); limit++)
        {
            if (!used.Contains(limit))
                left--;
        }

        return limit;
    }

    public void Dispose()
    {
        Native.SetLimit(Native.RLIMIT_NOFILE, _usual);
        while (_taken.TryPop(out var taken))
            Native.Close(taken);
    }

    /// <summary>Takes all descriptors, so many of which at least were free when it looked.</summary>
    private void Take(int free)
    {
        Native.SetLimit(Native.RLIMIT_NOFILE, _usual with { Current = (ulong)(HostResources.Descriptors()[^1] + 1 + free) });
        while (Native.Duplicate(0) is var taken and >= 0)
            _taken.Push(taken);
    }
}
