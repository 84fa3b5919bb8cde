namespace SafeProcess.Platform.Unix;

/// <summary>One process as <c>/proc/ID/stat</c> shows it.</summary>
/// <param name="Id">Process id.</param>
/// <param name="ParentId">Its parent's id.</param>
/// <param name="Session">The id of its session.</param>
/// <param name="StartTime">Clock ticks after boot; with the id it names a process for ever.</param>
/// <param name="State">A letter of ps(1).</param>
/// <param name="Threads">Threads alive.</param>
/// <param name="Name">comm.</param>
internal sealed record ProcessEntry(int Id, int ParentId, int Session, ulong StartTime, char State, int Threads, string Name)
{
    /// <summary>False for a zombie. One whose first thread has ended while others go on looks like a zombie and is none.</summary>
    public bool IsAlive => State is not ('Z' or 'X' or 'x') || Threads > 1;

    public TreeMember ToMember() => new(Id, ParentId, Name, State) { StartTime = StartTime };
}
