using SafeProcess.Platform.Linux.ControlGroups;

namespace SafeProcess.Platform.Linux.Tree;

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

    /// <summary>It is in the PID namespace that was made for the run.</summary>
    Namespace = 512,
}

/// <summary>Says of a process what is known of it.</summary>
internal interface IWitness
{
    /// <summary>Whether there is this evidence.</summary>
    /// <param name="one">One kind of it.</param>
    bool Has(Evidence one);
}

/// <summary>The one rule about who belongs to a tree, for all that signals or kills: an environment nominates, only facts of the kernel prove. The guardian's script
/// is made from it (<see cref="Guarding.GuardianRule"/>).</summary>
internal static class Membership
{
    /// <summary>What proves a member: each line by itself, and what stands in one line only together. It is asked in this order: what costs least comes first, and
    /// what needs to know of others last. An environment takes long to read, and cannot be read at every moment: it is only read where it makes the difference.</summary>
    public static readonly Evidence[][] Proofs =
    [
        [Evidence.Program],
        [Evidence.Session],
        [Evidence.Known],
        [Evidence.ControlGroup],
        [Evidence.Namespace],
        [Evidence.Mark],
        [Evidence.BornUnmarked, Evidence.ParentLost, Evidence.Named],
        [Evidence.Parent],
    ];

    /// <summary>Whether this proves that a process is a member.</summary>
    public static bool IsProven(Evidence evidence) => IsProven(new Given(evidence));

    /// <summary>Whether there is proof that a process is a member.</summary>
    /// <param name="witness">Is asked no more than it takes.</param>
    public static bool IsProven<TWitness>(TWitness witness)
        where TWitness : struct, IWitness
    {
        foreach (var proof in Proofs)
        {
            if (HasAll(witness, proof))
                return true;
        }

        return false;
    }

    private static bool HasAll<TWitness>(TWitness witness, Evidence[] proof)
        where TWitness : struct, IWitness
    {
        foreach (var one in proof)
        {
            if (!witness.Has(one))
                return false;
        }

        return true;
    }

    private readonly struct Given(Evidence evidence) : IWitness
    {
        public bool Has(Evidence one) => (evidence & one) != 0;
    }
}
