namespace SafeProcess.Platform.Unix.Tree;

/// <summary>A look at the system for the members of a tree.</summary>
/// <param name="Members">Those that were found alive, the programs first.</param>
/// <param name="Shows">Whether the system shows the process of an id.</param>
internal readonly record struct Look(IReadOnlyList<TreeMember> Members, Func<int, bool> Shows);
