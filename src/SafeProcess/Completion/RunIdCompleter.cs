namespace SafeProcess.Commands;

/// <summary>Completes the ids of runs.</summary>
public sealed class RunIdCompleter() : RunCompleter(RunValue.Id, jobsOnly: false, unnamed: RunValue.Id);
