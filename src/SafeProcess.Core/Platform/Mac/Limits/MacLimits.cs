using SafeProcess.Platform.Unix.Launch;

namespace SafeProcess.Platform.Mac.Limits;

/// <summary>The limits of a spec, none of which macOS lets one process set for another in time.</summary>
internal static class MacLimits
{
    private const string NoGroups = "macOS has no control groups, and no other limit on a whole tree";
    private const string OwnLimitsOnly =
        "on macOS a process sets such limits for itself alone (setrlimit(2)), so none would hold from the program's first instruction";

    /// <exception cref="StartException">The spec asks for one: it is never left out.</exception>
    public static void Refuse(ProcessSpec spec)
    {
        if (spec.MemoryLimit is not null)
            throw LaunchFailure.NotEnforceable(spec, nameof(spec.MemoryLimit), NoGroups);
        if (spec.ProcessLimit is not null)
            throw LaunchFailure.NotEnforceable(spec, nameof(spec.ProcessLimit), NoGroups);
        if (spec.CpuTimeLimit is not null)
            throw LaunchFailure.NotEnforceable(spec, nameof(spec.CpuTimeLimit), OwnLimitsOnly);
        if (spec.OpenFileLimit is not null)
            throw LaunchFailure.NotEnforceable(spec, nameof(spec.OpenFileLimit), OwnLimitsOnly);
        if (spec.Priority is not null)
            throw LaunchFailure.NotEnforceable(spec, nameof(spec.Priority), "on macOS no program is held before its first instruction, to be given one");
        if (spec.Containment is { } containment and not Containment.Session)
            throw StartException.ContainmentNotAvailable(spec, containment, "macOS has sessions alone");
        if (spec.Terminal is not null)
            throw StartException.TerminalNotAvailable(spec, "this is not written for macOS yet");
    }
}
