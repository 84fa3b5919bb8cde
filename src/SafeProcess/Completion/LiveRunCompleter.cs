namespace SafeProcess.Commands;

/// <summary>Completes expressions that give a run, and leaves what stands without a parameter to ids.</summary>
public sealed class LiveRunCompleter() : RunCompleter(RunValue.Run, jobsOnly: false, unnamed: null);
