namespace SafeProcess.Cli;

/// <summary>A command line that cannot be read, and why, in one sentence.</summary>
internal sealed class UsageException(string message) : Exception(message);
