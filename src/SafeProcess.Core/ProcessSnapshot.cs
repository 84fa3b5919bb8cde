namespace SafeProcess;

/// <summary>What one process of a tree was doing at a moment. What the system does not tell this user is null. Of a tree of more than 1,024
/// processes only the first 1,024 are described; the rest have ids, name and state.</summary>
public sealed record ProcessSnapshot
{
    /// <summary>A process of which only this is known; what else is known is set.</summary>
    /// <param name="member">The process.</param>
    public ProcessSnapshot(TreeMember member)
    {
        ArgumentNullException.ThrowIfNull(member);
        Id = member.Id;
        ParentId = member.ParentId;
        Name = member.Name;
        State = member.State;
    }

    /// <inheritdoc cref="TreeMember.Id"/>
    public int Id { get; }

    /// <inheritdoc cref="TreeMember.ParentId"/>
    public int ParentId { get; }

    /// <inheritdoc cref="TreeMember.Name"/>
    public string Name { get; }

    /// <inheritdoc cref="TreeMember.State"/>
    public char State { get; }

    /// <summary>User and system time of all its threads; Linux counts it in steps of 10 ms.</summary>
    public TimeSpan? ProcessorTime { get; init; }

    /// <summary>The memory it held, in bytes.</summary>
    public long? WorkingSet { get; init; }

    /// <summary>The full path of the program it was running. If <see cref="ProcessSpec.DiagnoseArguments"/> asks for it, the arguments it was
    /// started with instead, program first, quoted as a shell would need them. What cannot be seen is shown as an escape (<c>\n</c>,
    /// <c>\x1b</c>), what is longer than 1,024 characters is cut off.</summary>
    public string? CommandLine { get; init; }

    /// <summary>What its first thread waited on, as far as the kernel tells: <c>read of descriptor 0 (pipe)</c>, <c>wait for a child</c>,
    /// <c>stopped by a signal</c>. Null when it was running. Open files are named only if <see cref="ProcessSpec.DiagnoseArguments"/> is set.</summary>
    public string? WaitsOn { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Id})";
}
