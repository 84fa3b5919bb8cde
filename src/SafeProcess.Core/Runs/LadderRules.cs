namespace SafeProcess.Runs;

/// <summary>What both have in common that go down the stop ladder: the host (<see cref="StopLadder"/>) and, once the host has died, its guardian. Whoever
/// changes a number here changes it for both.</summary>
internal static class LadderRules
{
    /// <summary>After so many looks that find nothing, what only a look can find is believed to be gone: a look misses what is born while it is taken.</summary>
    public const int LooksToBelieve = 10;

    /// <summary>How long kills are repeated, while nothing new appears, before what is left is reported as surviving: nothing can end a
    /// process in uninterruptible sleep, and a run must return.</summary>
    public static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(1);

    /// <summary>How long kills are repeated while a tree goes on growing, or what was killed waits for a processor to end on.</summary>
    public static readonly TimeSpan PursuitPatience = TimeSpan.FromSeconds(30);

    /// <summary>How long what was killed has to die before the next look.</summary>
    public static readonly TimeSpan TimeToDie = TimeSpan.FromMilliseconds(50);

    /// <summary>The time between the first rung and the last. Nobody who is killed first can use any.</summary>
    public static TimeSpan GraceOf(StopSignal signal, TimeSpan grace) => signal == StopSignal.SIGKILL ? TimeSpan.Zero : grace;
}
