namespace SafeProcess.Commands;

/// <summary>What the parameters say of a job.</summary>
/// <param name="Name">Null for the one PowerShell gives.</param>
/// <param name="UnreadLimit">The memory that unread lines of each stream may take, in bytes.</param>
/// <param name="HoldBack">Hold the program back at that limit instead of dropping the oldest lines.</param>
/// <param name="Verbose">Tell the steps of the run on the verbose stream.</param>
/// <param name="Input">Null for an empty standard input.</param>
/// <param name="Forward">Takes what the job tells, which then has nothing to receive itself; null for a job of this session.</param>
internal sealed record JobOptions(string? Name, long UnreadLimit, bool HoldBack, bool Verbose, JobInput? Input, JobForward? Forward = null);
