namespace SafeProcess.Commands;

/// <summary>Completes expressions that give a job and, where no parameter is named and a name will do, the names of jobs.</summary>
public sealed class JobOrNameCompleter() : RunCompleter(RunValue.Job, jobsOnly: true, unnamed: RunValue.Name);
