namespace SafeProcess.Commands;

/// <summary>A session of PowerShell's that runs items of a batch. All members may be used from any thread; none blocks for long, and none throws.</summary>
internal interface IBatchSession
{
    /// <summary>The machine, as PowerShell names it.</summary>
    string ComputerName { get; }

    /// <summary>Begins to make the session ready. From then on the observer is told.</summary>
    void Open(IBatchSessionObserver observer);

    /// <summary>Sends an item.</summary>
    void Send(ItemCall call);

    /// <summary>Asks for items back that it has not begun. They are told of one by one, and then how many they were.</summary>
    void GiveBack(int count);

    /// <summary>Takes all that runs there down the stop ladder. The ends are told of as before.</summary>
    void Stop();

    /// <summary>No item comes any more. The session is let go of once all have ended.</summary>
    void Complete();

    /// <summary>Lets go of the session at once, unless that has happened.</summary>
    /// <param name="failure">Why, for the observer; null when nothing went wrong.</param>
    void Abandon(Exception? failure);
}

/// <summary>Is told what happens in a session. Called on any thread; of one session never twice at the same time.</summary>
internal interface IBatchSessionObserver
{
    /// <summary>Something came from the session, whatever it was. From the first time on, more must come: a session tells every few seconds that it is there.</summary>
    void Heard(IBatchSession session);

    /// <summary>The session takes items now.</summary>
    /// <param name="session">The session.</param>
    /// <param name="throttleLimit">How many it runs at once.</param>
    void Ready(IBatchSession session, int throttleLimit);

    /// <summary>An item that was sent has ended, or is given back.</summary>
    void Ended(IBatchSession session, SentEnd end);

    /// <summary>The session is let go of: nothing more is told of it.</summary>
    /// <param name="session">The session.</param>
    /// <param name="failure">Why, when it was not asked for.</param>
    void Closed(IBatchSession session, Exception? failure);
}
