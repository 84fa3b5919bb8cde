using SafeProcess.Platform.Unix.Tree;

namespace SafeProcess.Platform.Linux.Tree;

/// <summary>One process as <c>/proc/ID/stat</c> shows it.</summary>
/// <param name="Id">Process id.</param>
/// <param name="ParentId">Its parent's id.</param>
/// <param name="Session">The id of its session.</param>
/// <param name="StartTime">Clock ticks after boot; with the id it names a process for ever.</param>
/// <param name="State">A letter of ps(1).</param>
/// <param name="Threads">Threads alive.</param>
/// <param name="Name">comm.</param>
/// <param name="Ticks">User and system time of all threads, in hundredths of a second.</param>
/// <param name="ResidentPages">Pages in memory.</param>
/// <param name="IsEnding">It was killed, or is exiting, and waits for nothing but a processor.</param>
internal sealed record ProcessEntry(
    int Id, int ParentId, int Session, ulong StartTime, char State, int Threads, string Name, long Ticks, long ResidentPages, bool IsEnding) : ISeenProcess
{
    /// <summary>False for a zombie. One whose first thread has ended while others go on looks like a zombie and is none.</summary>
    public bool IsAlive => State is not ('Z' or 'X' or 'x') || Threads > 1;

    public TimeSpan ProcessorTime => TimeSpan.FromMilliseconds(Ticks * 1000.0 / BootClock.TicksPerSecond);

    public long WorkingSet => ResidentPages * Environment.SystemPageSize;

    /// <summary>The member it is. Its name is its own choice, and from here on is shown to people.</summary>
    public TreeMember ToMember() => new(Id, ParentId, VisibleText.Of(Name), State) { StartTime = StartTime, IsEnding = IsEnding };
}
