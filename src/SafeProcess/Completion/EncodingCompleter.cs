namespace SafeProcess.Commands;

/// <summary>Completes the names of encodings.</summary>
public sealed class EncodingCompleter() : NameCompleter(EncodingNames.Common);
