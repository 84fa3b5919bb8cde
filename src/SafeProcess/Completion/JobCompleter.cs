namespace SafeProcess.Commands;

/// <summary>Completes expressions that give a job, and leaves what stands without a parameter to ids.</summary>
public sealed class JobCompleter() : RunCompleter(RunValue.Job, jobsOnly: true, unnamed: null);
