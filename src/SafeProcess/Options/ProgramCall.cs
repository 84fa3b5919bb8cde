namespace SafeProcess.Commands;

/// <summary>The program that a cmdlet was asked to run.</summary>
/// <param name="FilePath">A full path, or a name to be found on PATH.</param>
/// <param name="ArgumentList">Each as the program gets it.</param>
/// <param name="Streams">Where redirections of a command block send its streams; null without a block.</param>
internal sealed record ProgramCall(string FilePath, string[] ArgumentList, StageStreams? Streams = null);
