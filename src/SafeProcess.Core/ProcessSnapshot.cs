namespace SafeProcess;

/// <summary>What one process of a tree was doing at a moment. What the system does not tell this user is null.</summary>
public sealed record ProcessSnapshot
{
    internal ProcessSnapshot(TreeMember member)
    {
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

    /// <summary>User and system time it had used.</summary>
    public TimeSpan? ProcessorTime { get; init; }

    /// <summary>The memory it held, in bytes.</summary>
    public long? WorkingSet { get; init; }

    /// <summary>The program it was running; with its arguments only if <see cref="ProcessSpec.DiagnoseArguments"/> asks for them.</summary>
    public string? CommandLine { get; init; }

    /// <summary>What it waited on, as far as the kernel tells: <c>read of descriptor 0 (pipe)</c>, <c>wait for a child</c>.</summary>
    public string? WaitsOn { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Id})";
}
