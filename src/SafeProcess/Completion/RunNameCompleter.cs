namespace SafeProcess.Commands;

/// <summary>Completes the names of jobs and of programs.</summary>
public sealed class RunNameCompleter() : RunCompleter(RunValue.Name, jobsOnly: false, unnamed: RunValue.Name);
