using SafeProcess.Platform.Linux.Tree;

namespace SafeProcess.Platform.Linux.Guarding;

/// <summary>A tree that the guardian knows of until this is disposed.</summary>
/// <param name="registry">Null when there is none.</param>
/// <param name="programs">How many programs it begins with; each has a line in the registry, where the session that it leads stands.</param>
internal sealed class GuardedTree(GuardianRegistry? registry, int programs) : IDisposable
{
    private readonly nint[] _lines = new nint[programs];

    /// <summary>How many lines it has.</summary>
    public int Lines { get; private set; }

    /// <summary>Why no guardian watches the tree, as a clause; null when one does.</summary>
    public string? Unguarded { get; set; }

    /// <summary>The line of its next program.</summary>
    public void Add(nint line) => _lines[Lines++] = line;

    /// <summary>One of the tree's programs has been started.</summary>
    /// <param name="program">Which one, counted from 0.</param>
    /// <param name="processId">Its id.</param>
    public void SetRoot(int program, int processId)
    {
        if (program < Lines)
            GuardianRegistry.SetRoot(_lines[program], processId);
    }

    /// <summary>The tree's processes carry a mark (<see cref="RunMark"/>).</summary>
    public void SetMark(RunMark mark)
    {
        for (var index = 0; index < Lines; index++)
            GuardianRegistry.SetMark(_lines[index], mark);
    }

    /// <summary>What was started up to now carries the mark, and so does all that comes of it.</summary>
    /// <param name="ticks">Now (<see cref="BootClock"/>).</param>
    public void SetMarked(ulong ticks)
    {
        for (var index = 0; index < Lines; index++)
            GuardianRegistry.SetMarked(_lines[index], ticks);
    }

    /// <summary>Not while the run goes on, and once.</summary>
    public void Dispose()
    {
        while (Lines > 0)
            registry!.Remove(_lines[--Lines]);
    }
}
