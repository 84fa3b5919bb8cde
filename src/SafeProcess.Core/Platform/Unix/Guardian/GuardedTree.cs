namespace SafeProcess.Platform.Unix;

/// <summary>A tree that the guardian knows of until this is disposed.</summary>
/// <param name="registry">Null when there is none.</param>
/// <param name="line">The tree's line in it.</param>
internal sealed class GuardedTree(GuardianRegistry? registry, nint line) : IDisposable
{
    private nint _line = line;

    /// <summary>Why no guardian watches the tree, as a clause; null when one does.</summary>
    public string? Unguarded { get; set; }

    /// <summary>The tree's program has been started.</summary>
    public void SetRoot(int processId)
    {
        if (_line != 0)
            GuardianRegistry.SetRoot(_line, processId);
    }

    /// <summary>The tree's processes carry a mark (<see cref="RunMark"/>).</summary>
    public void SetMark(ulong mark)
    {
        if (_line != 0)
            GuardianRegistry.SetMark(_line, mark);
    }

    public void Dispose()
    {
        var line = Interlocked.Exchange(ref _line, 0);
        if (line != 0)
            registry!.Remove(line);
    }
}
