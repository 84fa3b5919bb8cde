namespace SafeProcess.Commands;

/// <summary>Completes the signals that this system can send to a single program.</summary>
public sealed class StopSignalCompleter() : NameCompleter([.. ProcessSpec.StopSignals.Select(static signal => signal.ToString())]);
