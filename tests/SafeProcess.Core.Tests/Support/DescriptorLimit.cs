namespace SafeProcess.Core.Tests.Support;

/// <summary>Leaves this process only a few free descriptors, until it is disposed.</summary>
internal sealed class DescriptorLimit : IDisposable
{
    private readonly Native.Limit _usual;

    public DescriptorLimit(int free)
    {
        Native.GetLimit(Native.RLIMIT_NOFILE, out _usual);
        Native.SetLimit(Native.RLIMIT_NOFILE, _usual with { Current = (ulong)For(free) });
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

    public void Dispose() => Native.SetLimit(Native.RLIMIT_NOFILE, _usual);
}
