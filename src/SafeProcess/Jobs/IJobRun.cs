using System.Management.Automation.Runspaces;

namespace SafeProcess.Commands;

/// <summary>The run of a job.</summary>
internal interface IJobRun : IRun
{
    /// <summary>Whose job it is.</summary>
    Runspace? Runspace { get; }

    /// <summary>The machine.</summary>
    string Location { get; }

    /// <summary>The system's id of the program; 0 before the start.</summary>
    int ProcessId { get; }

    /// <summary>Bytes read from standard output so far.</summary>
    long StandardOutputLength { get; }

    /// <summary>Bytes read from standard error so far.</summary>
    long StandardErrorLength { get; }
}
