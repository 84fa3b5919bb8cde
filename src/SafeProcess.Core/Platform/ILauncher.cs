namespace SafeProcess.Platform;

/// <summary>The seam to the system: launch a spec, get a child. One implementation a platform.</summary>
internal interface ILauncher
{
    /// <summary>Starts the program on the calling thread.</summary>
    /// <param name="spec">A spec that was validated.</param>
    /// <param name="runId">Names the run for ever; the child's environment carries it.</param>
    /// <exception cref="StartException">Nothing was started and nothing is left.</exception>
    IChild Launch(ProcessSpec spec, string runId);
}
