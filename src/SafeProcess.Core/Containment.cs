namespace SafeProcess;

/// <summary>What holds a run's tree.</summary>
public enum Containment
{
    /// <summary>A session and process group of its own; descendants that leave it are searched for by their ancestry and by the run's id
    /// in their environment.</summary>
    Session,

    /// <summary>A control group of its own (<c>cgroups(7)</c>), which no descendant can leave.</summary>
    ControlGroup,

    /// <summary>A Windows Job Object, which no descendant can leave.</summary>
    JobObject,
}
