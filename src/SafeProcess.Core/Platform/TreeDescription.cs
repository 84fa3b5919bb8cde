namespace SafeProcess.Platform;

/// <summary>Says what the members of a tree are doing.</summary>
internal static class TreeDescription
{
    /// <summary>Of a larger tree the rest is told as it was found: the stop ladder waits for the description. 500 processes take some 10 ms.</summary>
    public const int MostDescribed = 1024;

    /// <summary>Describes the first <see cref="MostDescribed"/> of these.</summary>
    /// <param name="members">All that are told.</param>
    /// <param name="describe">Describes one; null when it has gone or cannot be looked at, which is then told as it was found.</param>
    public static IReadOnlyList<ProcessSnapshot> Of(IReadOnlyList<TreeMember> members, Func<TreeMember, ProcessSnapshot?> describe)
    {
        var snapshots = new ProcessSnapshot[members.Count];
        for (var index = 0; index < snapshots.Length; index++)
            snapshots[index] = (index < MostDescribed ? describe(members[index]) : null) ?? new ProcessSnapshot(members[index]);
        return snapshots;
    }
}
