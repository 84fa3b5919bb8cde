namespace SafeProcess.Commands;

/// <summary>Is told what becomes of the sessions of a batch. Called on any thread; must not block for long.</summary>
internal interface ISessionsObserver
{
    /// <summary>There may be more room than before, or a session less to wait for.</summary>
    void Changed();

    /// <summary>A session takes items now.</summary>
    void Ready(string computerName, int throttleLimit);

    /// <summary>A session was never ready.</summary>
    void NotOpened(SessionLostException failure);

    /// <summary>A session that was ready has ended before it was asked to.</summary>
    /// <param name="failure">Which, and why.</param>
    /// <param name="ends">The runs that it had not ended and that others are to do again.</param>
    void Lost(SessionLostException failure, IReadOnlyList<BatchEnd> ends);

    /// <summary>No session is left.</summary>
    void NoneLeft();
}
