namespace SafeProcess.Commands;

/// <summary>A run of this session, as those see it who look for one, wherever its program is. Safe from any thread.</summary>
internal interface IRun
{
    /// <summary>The number by which the session in which the program is names it; 0 before the start.</summary>
    int Id { get; }

    /// <summary>The name of the program's file; empty before the start.</summary>
    string Program { get; }

    /// <summary>The job; null when no job drives it.</summary>
    SafeProcessJob? Job { get; }

    /// <summary>What a person is asked about before it is stopped; null once it has ended.</summary>
    string? Target { get; }

    /// <summary>Asks the run to end. Any number of times; does not wait.</summary>
    void RequestStop();

    /// <summary>Completes when it has ended, a job in its last state.</summary>
    /// <returns>Null when the result is not known.</returns>
    Task<ProcessResult?> EndAsync();
}
