using System.Diagnostics;
using SafeProcess.Core.Tests.Support;

namespace SafeProcess.Faults.Soak;

/// <summary>What this process holds while none of its runs goes on.</summary>
/// <param name="Threads">Threads.</param>
/// <param name="Descriptors">Descriptors but those of regular files, which the runtime opens when it loads code.</param>
/// <param name="Resident">Resident memory in bytes, after a collection.</param>
/// <param name="Zombies">Children that have ended and were not reaped.</param>
/// <param name="Leftover">Living processes of the runs.</param>
internal sealed record Sample(int Threads, int Descriptors, long Resident, int Zombies, int Leftover)
{
    public static Sample Take(Promises promises)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var self = Process.GetCurrentProcess();
        return new(
            HostResources.Threads(), HostResources.DescriptorKinds().Values.Sum(), self.WorkingSet64,
            ProcessTable.OwnChildren().Count(child => child.IsZombie), promises.Alive().Count);
    }
}

/// <summary>The medians of the second and the last quarter of the samples: the first quarter is for what is made once.</summary>
internal sealed class Growth(IReadOnlyList<Sample> samples)
{
    /// <summary>The thread pool adds and retires threads as it likes.</summary>
    private const int MoreThreads = 4;

    /// <summary>One that another thread is just using.</summary>
    private const int MoreDescriptors = 1;

    /// <summary>What the collector keeps back and the allocator scatters; a thousand lost buffers of a run are ten times as much.</summary>
    private const long MoreResident = 24L << 20;

    private readonly (long Early, long Late) _threads = Medians(samples, sample => sample.Threads);
    private readonly (long Early, long Late) _descriptors = Medians(samples, sample => sample.Descriptors);
    private readonly (long Early, long Late) _resident = Medians(samples, sample => sample.Resident);

    public bool IsLevel =>
        _threads.Late <= _threads.Early + MoreThreads
        && _descriptors.Late <= _descriptors.Early + MoreDescriptors
        && _resident.Late <= _resident.Early + MoreResident;

    public override string ToString() =>
        $"threads {_threads.Early} -> {_threads.Late}, descriptors {_descriptors.Early} -> {_descriptors.Late}, "
        + $"resident {_resident.Early >> 20} -> {_resident.Late >> 20} MiB (medians of the second and the last quarter)";

    private static (long Early, long Late) Medians(IReadOnlyList<Sample> samples, Func<Sample, long> value)
    {
        var quarter = samples.Count / 4;
        return (Median(samples.Skip(quarter).Take(quarter)), Median(samples.TakeLast(quarter)));

        long Median(IEnumerable<Sample> some) => some.Select(value).Order().ElementAt(quarter / 2);
    }
}
