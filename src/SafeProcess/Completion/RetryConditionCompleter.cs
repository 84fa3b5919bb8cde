namespace SafeProcess.Commands;

/// <summary>Completes the names of failures.</summary>
public sealed class RetryConditionCompleter() : NameCompleter(RetryConditions.Names);
