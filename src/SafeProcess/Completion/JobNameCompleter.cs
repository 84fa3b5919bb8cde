namespace SafeProcess.Commands;

/// <summary>Completes the names of jobs. Where a job may stand as well, <see cref="JobOrNameCompleter"/> does.</summary>
public sealed class JobNameCompleter() : RunCompleter(RunValue.Name, jobsOnly: true, unnamed: null);
