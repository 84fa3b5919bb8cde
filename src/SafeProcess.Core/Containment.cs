namespace SafeProcess;

/// <summary>What holds a run's tree.</summary>
public enum Containment
{
    /// <summary>A session and process group of its own; descendants that leave it are searched for by their ancestry and by the run's id
    /// in their environment.</summary>
    Session,

    /// <summary>A control group of its own (<c>cgroups(7)</c>), which no descendant leaves that may not write to other groups, as
    /// root may.</summary>
    ControlGroup,

    /// <summary>A Windows Job Object, which no descendant can leave.</summary>
    JobObject,

    /// <summary>A PID namespace of its own (<c>pid_namespaces(7)</c>), which no descendant can leave, and which the kernel ends with one kill.</summary>
    Namespace,
}
