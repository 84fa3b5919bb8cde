namespace SafeProcess.Platform;

/// <summary>The program and all that descends from it, as the system's containment shows it. Members may be looked for from any thread;
/// only the run signals them.</summary>
internal interface IProcessTree
{
    /// <summary>A look at the system: every member that is alive now, the program first if it is. A member that was found once is
    /// recognized for ever, whatever it does to hide.</summary>
    ValueTask<IReadOnlyList<TreeMember>> FindAsync();

    /// <summary>Sends the stop signal to these members and wakes those that are stopped.</summary>
    void Signal(IReadOnlyList<TreeMember> members, StopSignal signal);

    /// <summary>Ends these members without asking, and what they start meanwhile.</summary>
    /// <param name="members">What a look just found.</param>
    /// <param name="patienceOver">Then no more is looked for.</param>
    /// <returns>How many others were found and ended.</returns>
    ValueTask<int> KillAsync(IReadOnlyList<TreeMember> members, CancellationToken patienceOver);

    /// <summary>Waits until none of these members is alive.</summary>
    /// <returns>False when the token was canceled first.</returns>
    Task<bool> WaitUntilGoneAsync(IReadOnlyList<TreeMember> members, CancellationToken cancellationToken);

    /// <summary>Lets the system forget the members that have ended and became the host's children because their parents had ended; nobody else's child.</summary>
    void ReapAdopted()
    {
    }

    /// <summary>Says what these members are doing now.</summary>
    /// <param name="members">What a look just found. Those that have gone since are described as they were found.</param>
    /// <param name="arguments">What is shown of a process's arguments; null for none of them, and of no path that a process waits on.</param>
    IReadOnlyList<ProcessSnapshot> Describe(IReadOnlyList<TreeMember> members, ShownArguments? arguments);
}

/// <summary>What is shown of arguments: as many, with something else for what nobody is to see; the same list where nothing is hidden.</summary>
internal delegate IReadOnlyList<string> ShownArguments(IReadOnlyList<string> arguments);
