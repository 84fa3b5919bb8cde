namespace SafeProcess;

/// <summary>What happens to descendants that are still alive when the program itself has exited.</summary>
public enum OrphanPolicy
{
    /// <summary>They may finish what they are writing (until both streams were silent for 100 ms, at most 1 s),
    /// then they go down the stop ladder. The default.</summary>
    Stop,

    /// <summary>The run waits for them until its deadline.</summary>
    Wait,

    /// <summary>They are left running. What they write after the run is read and dropped for as long as the host lives (Linux, macOS); on Windows nobody reads it.</summary>
    Keep,

    /// <summary>As <see cref="Stop"/>; but when the program itself succeeded and orphans had to be stopped, the run is no success, and its outcome
    /// <see cref="Outcome.OrphansStopped"/>. What ends by itself in the time it is given is no failure.</summary>
    Fail,
}
