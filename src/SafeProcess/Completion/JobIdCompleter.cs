namespace SafeProcess.Commands;

/// <summary>Completes the ids of runs that are jobs.</summary>
public sealed class JobIdCompleter() : RunCompleter(RunValue.Id, jobsOnly: true, unnamed: null);
