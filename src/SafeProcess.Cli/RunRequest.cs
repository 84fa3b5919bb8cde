namespace SafeProcess.Cli;

/// <summary>What one command line asks for.</summary>
/// <param name="Spec">What to run.</param>
/// <param name="OutputLimit">Bytes kept of each stream when the output is captured for <paramref name="Json"/>.</param>
/// <param name="Json">Capture both streams and print the result as one object.</param>
/// <param name="Verbose">Tell each step of the run on standard error.</param>
/// <param name="PreserveStatus">Exit as the program did, even after a deadline.</param>
internal sealed record RunRequest(ProcessSpec Spec, long OutputLimit, bool Json, bool Verbose, bool PreserveStatus);
