using System.Diagnostics.CodeAnalysis;
using System.Management.Automation.Runspaces;
using System.Runtime.InteropServices;

namespace SafeProcess.Commands;

/// <summary>The runs of this host process, so that removing the module or ending the session leaves none behind.</summary>
internal static class ActiveRuns
{
    // What the ladder takes besides the grace period, with room for a busy machine.
    private static readonly TimeSpan _margin = TimeSpan.FromSeconds(1);

    // A host that is to end does not wait longer than this for a program, whatever its grace period.
    private static readonly TimeSpan _longest = TimeSpan.FromHours(1);
    private static readonly HashSet<IStoppedWithHost> _runs = [];

    // Since .NET 10 the runtime no longer raises ProcessExit on these signals: the host would be gone at once.
    [SuppressMessage("CodeQuality", "IDE0052", Justification = "Held so that the registrations stay.")]
    private static readonly PosixSignalRegistration[] _signals =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, static _ => EndWithHost()),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, static _ => EndWithHost()),
    ];

    private static volatile bool _hostEnds;

    static ActiveRuns() => AppDomain.CurrentDomain.ProcessExit += static (_, _) => EndWithHost();

    /// <summary>True once this process is on its way out: nothing new is to begin.</summary>
    public static bool HostEnds => _hostEnds;

    public static void Add(IStoppedWithHost run)
    {
        lock (_runs)
            _runs.Add(run);
        // It may have begun between the look and the end of everything else.
        if (_hostEnds)
            run.RequestStop();
    }

    public static void Remove(IStoppedWithHost run)
    {
        lock (_runs)
            _runs.Remove(run);
    }

    /// <summary>The runs here whose programs were started and which have not ended, in the order of their start.</summary>
    public static IReadOnlyList<ActiveRun> Going()
    {
        lock (_runs)
            return [.. _runs.OfType<ActiveRun>().Where(static run => run.Run is { Completion.IsCompleted: false }).OrderBy(static run => run.Id)];
    }

    /// <summary>Takes all runs of a runspace down the stop ladder together and waits for their ends.</summary>
    public static void StopAll(Runspace? runspace) => StopAll(run => run.Runspace == runspace);

    private static void EndWithHost()
    {
        _hostEnds = true;
        StopAll(static _ => true);
    }

    private static void StopAll(Func<IStoppedWithHost, bool> concerned)
    {
        IStoppedWithHost[] runs;
        lock (_runs)
            runs = _runs.Where(concerned).ToArray();
        if (runs.Length == 0)
            return;

        foreach (var run in runs)
            run.RequestStop();
        var grace = runs.Max(run => run.GracePeriod);
        var patience = (grace < _longest ? grace : _longest) + _margin;
        var begun = TimeProvider.System.GetTimestamp();
        foreach (var run in runs)
        {
            var left = patience - TimeProvider.System.GetElapsedTime(begun);
            run.WaitForEnd(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }
    }
}
