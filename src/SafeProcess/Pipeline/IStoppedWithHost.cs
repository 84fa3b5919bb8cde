using System.Management.Automation.Runspaces;

namespace SafeProcess.Commands;

/// <summary>What must end with this host process, or with one of its runspaces. All members may be used from any thread.</summary>
internal interface IStoppedWithHost
{
    /// <summary>The runspace that it belongs to.</summary>
    Runspace? Runspace { get; }

    /// <summary>How long it may take to end once it is asked to.</summary>
    TimeSpan GracePeriod { get; }

    /// <summary>Asks it to end. Any number of times; does not wait.</summary>
    void RequestStop();

    /// <summary>Waits for the end without taking part in it.</summary>
    /// <returns>False when the time was not enough.</returns>
    bool WaitForEnd(TimeSpan time);
}
