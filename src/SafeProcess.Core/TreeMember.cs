namespace SafeProcess;

/// <summary>One process of a tree as a look at the system found it.</summary>
/// <param name="Id">The system's process id.</param>
/// <param name="ParentId">The id of its parent at that moment (1, or a subreaper's, once its own parent is gone).</param>
/// <param name="Name">The name the system shows (on Linux at most 15 bytes, <c>comm</c> in <c>proc_pid_stat(5)</c>),
/// with escapes for what cannot be seen.</param>
/// <param name="State">What it was doing, in the letters of <c>ps(1)</c>: R running, S sleeping, D uninterruptible,
/// T stopped, t traced, I idle; on Windows, which knows no state of a process, a question mark.</param>
public sealed record TreeMember(int Id, int ParentId, string Name, char State)
{
    /// <summary>When it started, in the system's own unit; with <see cref="Id"/> it names a process for ever.</summary>
    internal ulong StartTime { get; init; }

    /// <summary>Its end is decided: all that it needs is a processor.</summary>
    internal bool IsEnding { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Id})";
}
