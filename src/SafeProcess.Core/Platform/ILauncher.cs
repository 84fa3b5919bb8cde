namespace SafeProcess.Platform;

/// <summary>The seam to the system: launch a spec, get a child. One implementation a platform.</summary>
internal interface ILauncher
{
    /// <summary>Starts the program on the calling thread, and those before it whose output it reads.</summary>
    /// <param name="spec">A spec that was validated.</param>
    /// <param name="runId">Names the run for ever; the child's environment carries it.</param>
    /// <returns>All of them; or those before one that could not be started (<see cref="IChild.StartFailure"/>).</returns>
    /// <exception cref="StartException">Nothing was started and nothing is left.</exception>
    IChild Launch(ProcessSpec spec, string runId);
}
