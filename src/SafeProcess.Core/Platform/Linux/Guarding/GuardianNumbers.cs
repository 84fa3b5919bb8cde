using System.Globalization;
using System.Text;
using SafeProcess.Platform.Linux.Tree;
using SafeProcess.Platform.Unix.Native;
using SafeProcess.Runs;

namespace SafeProcess.Platform.Linux.Guarding;

/// <summary>The numbers of the guardian's script: those of the ladder (<see cref="LadderRules"/>) and of the system as the host has them, and the few that a look by a
/// script alone needs. Times are clock ticks there, but for pauses.</summary>
internal static class GuardianNumbers
{
    /// <summary>How long a program may need to show its run's id when the host did not live to see it start.</summary>
    private static readonly TimeSpan _unseenStart = TimeSpan.FromSeconds(1);

    /// <summary>After this the looks become rare: what still lives by then takes long.</summary>
    private static readonly TimeSpan _haste = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan _rarePause = TimeSpan.FromMilliseconds(250);

    private static readonly (string Name, string Value)[] _all =
    [
        ("killPatience", Ticks(LadderRules.KillPatience)),
        ("pursuitPatience", Ticks(LadderRules.PursuitPatience)),
        ("looksToBelieve", Number(LadderRules.LooksToBelieve)),
        ("shortPause", Seconds(LadderRules.TimeToDie)),
        ("rarePause", Seconds(_rarePause)),
        ("haste", Ticks(_haste)),
        ("unseenStart", Ticks(_unseenStart)),
        // How many are killed by one command: time passes between a second look at each and that.
        ("mostTogether", Number(50)),
        // How many looks in a row do not show a session before its number may be another's.
        ("looksWithoutSession", Number(4)),
        // How many looks fail before there is no hope left.
        ("mostFailures", Number(600)),
        ("fields", Number(GuardianRegistry.Fields)),
        ("ticksPerSecond", Number(BootClock.TicksPerSecond)),
        ("idsAround", Number(LastProcessId.Around)),
        ("exiting", Number(ProcessFlags.Exiting)),
        ("signaled", Number(ProcessFlags.Signaled)),
        ("killPending", Number(ProcessFlags.Kill)),
        ("SIGKILL", Number(SignalNames.SIGKILL)),
    ];

    /// <summary>Their names in the script.</summary>
    public static IEnumerable<string> Names => _all.Select(static number => number.Name);

    /// <summary>Sets them all.</summary>
    public static string Assignments()
    {
        var text = new StringBuilder();
        foreach (var (name, value) in _all)
            text.Append("    ").Append(name).Append(" = ").Append(value).Append('\n');
        return text.ToString(0, text.Length - 1);
    }

    private static string Ticks(TimeSpan time) => Number((long)(time.TotalSeconds * BootClock.TicksPerSecond));

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
