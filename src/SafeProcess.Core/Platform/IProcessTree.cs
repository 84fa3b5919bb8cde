namespace SafeProcess.Platform;

/// <summary>The program and all that descends from it, as the system's containment shows it.</summary>
internal interface IProcessTree
{
    /// <summary>A look at the system: every member that is alive now, the program first if it is. A member that was found once is
    /// recognized for ever, whatever it does to hide.</summary>
    ValueTask<IReadOnlyList<TreeMember>> FindAsync();

    /// <summary>Sends the stop signal to these members and wakes those that are stopped.</summary>
    void Signal(IReadOnlyList<TreeMember> members, StopSignal signal);

    /// <summary>Ends these members without asking.</summary>
    void Kill(IReadOnlyList<TreeMember> members);

    /// <summary>Waits until none of these members is alive.</summary>
    /// <returns>False when the token was canceled first.</returns>
    Task<bool> WaitUntilGoneAsync(IReadOnlyList<TreeMember> members, CancellationToken cancellationToken);
}
