namespace SafeProcess.Platform.Unix.Tree;

/// <summary>A process as a look at the system shows it.</summary>
internal interface ISeenProcess
{
    int Id { get; }

    /// <summary>With the id it names a process for ever.</summary>
    ulong StartTime { get; }

    bool IsAlive { get; }
}
