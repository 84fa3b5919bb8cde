using System.Globalization;
using System.Runtime.InteropServices;
using SafeProcess.Platform.Linux.Native;
using SafeProcess.Platform.Unix.Launch;
using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Linux.Limits;

/// <summary>The limits the kernel keeps for each process on its own and hands down to its children (<c>getrlimit(2)</c>).</summary>
internal sealed unsafe class ResourceLimits
{
    /// <summary>The kernel compares the limit with its count of clock ticks, which ran 12% ahead of the exact time on a busy virtual machine.</summary>
    private const double CountingError = 0.8;

    private readonly Limit? _processorTime;
    private readonly Limit? _openFiles;

    private ResourceLimits(Limit? processorTime, Limit? openFiles)
    {
        _processorTime = processorTime;
        _openFiles = openFiles;
    }

    /// <summary>Computes them within the host's own, which a child cannot go beyond.</summary>
    /// <returns>Null when the spec asks for none.</returns>
    /// <exception cref="StartException">The host's own limit is lower.</exception>
    public static ResourceLimits? Of(ProcessSpec spec) =>
        spec.CpuTimeLimit is null && spec.OpenFileLimit is null ? null : new(ProcessorTime(spec), OpenFiles(spec));

    /// <summary>Sets them for a child of the host's.</summary>
    /// <exception cref="SystemCallException">The system refuses it.</exception>
    public void Apply(int processId)
    {
        Set(processId, Limit.ProcessorTime, _processorTime);
        Set(processId, Limit.OpenFiles, _openFiles);
    }

    /// <summary>Whether it was the limit of processor time that ended a program. Who was killed after the time it may use had used more than that, whatever
    /// the kernel counted up to its kill: it counts by ticks, and on a busy virtual machine much more than the account says.</summary>
    /// <param name="signal">The signal that ended it, or 0.</param>
    /// <param name="used">Its processor time.</param>
    public bool Ended(int signal, TimeSpan used) =>
        _processorTime is { } limit && (signal == SignalNames.SIGXCPU || (signal == SignalNames.SIGKILL && used.TotalSeconds >= limit.Soft * CountingError));

    /// <summary>The kernel counts in whole seconds: at the soft limit it sends SIGXCPU, at the hard one SIGKILL.</summary>
    private static Limit? ProcessorTime(ProcessSpec spec)
    {
        if (spec.CpuTimeLimit is not { } time)
            return null;
        var own = Own(Limit.ProcessorTime);
        var soft = Seconds(time);
        var hard = soft + Math.Max(Seconds(spec.GracePeriod), 1);
        return new Limit(Math.Min(soft, own.Hard), Math.Min(hard, own.Hard));
    }

    private static Limit? OpenFiles(ProcessSpec spec)
    {
        if (spec.OpenFileLimit is not { } count)
            return null;
        var own = Own(Limit.OpenFiles);
        if ((ulong)count > own.Hard)
        {
            throw LaunchFailure.NotEnforceable(
                spec, nameof(spec.OpenFileLimit),
                string.Create(
                    CultureInfo.InvariantCulture, $"{count} is above the host's own hard limit of {own.Hard} (ulimit -Hn), which no program of it can exceed"));
        }

        return new Limit((ulong)count, (ulong)count);
    }

    private static Limit Own(int resource)
    {
        Limit own;
        return LinuxLibC.Prlimit(0, resource, null, &own) == 0 ? own : new Limit(Limit.None, Limit.None);
    }

    private static void Set(int processId, int resource, Limit? limit)
    {
        if (limit is not { } set)
            return;
        if (LinuxLibC.Prlimit(processId, resource, &set, null) != 0)
            throw new SystemCallException("prlimit", Marshal.GetLastPInvokeError());
    }

    private static ulong Seconds(TimeSpan time) => (ulong)Math.Ceiling(time.TotalSeconds);
}
