using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Unix.Watch;

/// <summary>The system's queue of descriptors that are ready. Safe from any thread.</summary>
internal interface IReadinessQueue : IDisposable
{
    /// <summary>Asks for one event.</summary>
    /// <param name="descriptor">What to watch.</param>
    /// <param name="token">What the event will say.</param>
    /// <param name="readiness">What to wait for.</param>
    /// <param name="again">True when the descriptor was armed before.</param>
    /// <exception cref="SystemCallException">The system has no room for another watch.</exception>
    void Arm(Descriptor descriptor, long token, Readiness readiness, bool again);

    /// <summary>Whether <see cref="TryKeep"/> can do anything.</summary>
    bool CanKeep => false;

    /// <summary>Asks for events as long as the descriptor is ready, until it is removed.</summary>
    /// <returns>False when the system has no room for another watch, or cannot do that.</returns>
    bool TryKeep(Descriptor descriptor, long token, Readiness readiness) => false;

    /// <summary>Undoes <see cref="TryKeep"/>.</summary>
    void Remove(Descriptor descriptor)
    {
    }

    /// <summary>Waits for one event.</summary>
    /// <returns>False when there was only a signal.</returns>
    bool TryWait(out long token);
}
