namespace SafeProcess.Platform.Unix;

/// <summary>What is known of a process about whether it is of a run's tree.</summary>
[Flags]
internal enum Evidence
{
    None = 0,

    /// <summary>It is one of the run's programs, which are not reaped while the run needs them.</summary>
    Program = 1,

    /// <summary>It is in the control group that was made for the run.</summary>
    ControlGroup = 2,

    /// <summary>It is in the session of one of the programs, whose number the kernel gives to no other while the program is not reaped.</summary>
    Session = 4,

    /// <summary>Its parent is a member.</summary>
    Parent = 8,

    /// <summary>It carries the run's mark (<see cref="RunMark"/>).</summary>
    Mark = 16,

    /// <summary>It was found to be a member before, by id and time of birth.</summary>
    Known = 32,

    /// <summary>Its environment names the run. Whoever was given the environment of a member names it too: a server hands on that of its client.</summary>
    Named = 64,

    /// <summary>It was born when a member could be without the mark: after the run's first program was launched and before the last one was marked.</summary>
    BornUnmarked = 128,

    /// <summary>Its parent is the host or one of the host's ancestors: whoever is given what loses its parent below the host.</summary>
    ParentLost = 256,
}

/// <summary>The one rule about who belongs to a tree, for all that signals or kills: an environment nominates, only facts of the kernel prove. The guardian's script
/// (<c>guardian.awk</c>) has the same rule.</summary>
internal static class Membership
{
    private const Evidence Proofs = Evidence.Program | Evidence.ControlGroup | Evidence.Session | Evidence.Parent | Evidence.Mark | Evidence.Known;
    private const Evidence Early = Evidence.Named | Evidence.BornUnmarked | Evidence.ParentLost;

    /// <summary>Whether this proves that a process is a member.</summary>
    public static bool IsProven(Evidence evidence) => (evidence & Proofs) != 0 || (evidence & Early) == Early;
}
