using System.Diagnostics.CodeAnalysis;

namespace SafeProcess;

/// <summary>The signal that asks a tree to end, the first rung of the stop ladder. The values are POSIX's numbers
/// (<c>signal(7)</c>), which are the same on Linux and macOS.</summary>
/// <remarks>Windows has no signals. There SIGTERM and SIGQUIT send CTRL_BREAK to the program's group, and ask its windows to close; SIGKILL ends the job;
/// SIGINT and SIGHUP cannot be sent to one program and are refused before the start.</remarks>
[SuppressMessage("Naming", "CA1008:Enums should have zero value", Justification = "There is no signal 0 to stop a program with.")]
public enum StopSignal
{
    /// <summary>Hang up: many daemons read their configuration again, most other programs end.</summary>
    SIGHUP = 1,

    /// <summary>Interrupt, what Ctrl+C sends at a terminal.</summary>
    SIGINT = 2,

    /// <summary>Quit: like SIGINT, and leaves a core dump where those are switched on.</summary>
    SIGQUIT = 3,

    /// <summary>Kill: cannot be caught, so the grace period is skipped.</summary>
    SIGKILL = 9,

    /// <summary>Terminate, the polite request to end. The default.</summary>
    SIGTERM = 15,
}
