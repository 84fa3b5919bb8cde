using System.ComponentModel;

namespace SafeProcess.Platform.Windows.Launch;

/// <summary>One program as it is to be started.</summary>
/// <param name="Spec">What was asked for.</param>
/// <param name="Path">The full path that was found.</param>
/// <param name="Directory">The directory it starts in.</param>
/// <param name="Environment">Its variables as one block.</param>
/// <param name="Application">What the system starts: the program, or the interpreter of a batch file.</param>
/// <param name="CommandLine">What that is given.</param>
internal sealed record ProgramStart(ProcessSpec Spec, string Path, string Directory, string Environment, string Application, string CommandLine)
{
    /// <summary>The programs of a run, the first first.</summary>
    /// <exception cref="StartException">One of them cannot be started.</exception>
    public static ProgramStart[] AllOf(ProcessSpec spec, string runId) => StagePlans.Make(spec, stage =>
    {
        var directory = StartDirectory(stage);
        var environment = EnvironmentBlock.Of(EnvironmentVariables.Compose(stage, runId, StringComparer.OrdinalIgnoreCase));
        var path = CommandLookup.Find(stage);
        var (application, commandLine) = Command(stage, path, directory);
        return new ProgramStart(stage, path, directory, environment, application, commandLine);
    });

    /// <summary>Why it could not be started.</summary>
    public StartException Fail(Win32Exception failure) => LaunchFailure.From(failure.NativeErrorCode, Spec, Path, Directory);

    private static string StartDirectory(ProcessSpec spec)
    {
        var directory = System.IO.Path.GetFullPath(spec.WorkingDirectory ?? System.Environment.CurrentDirectory);
        if (!System.IO.Directory.Exists(directory))
            throw LaunchFailure.Directory(spec, directory, File.Exists(directory) ? "is not a directory" : "does not exist");
        return directory;
    }

    private static (string Application, string CommandLine) Command(ProcessSpec spec, string path, string directory)
    {
        if (!BatchFile.IsOne(path))
        {
            var commandLine = CommandLineText.Of(spec.FilePath, spec.ArgumentList, spec.IsLastArgumentRaw);
            return commandLine.Length <= CommandLineText.Longest ? (path, commandLine) : throw LaunchFailure.TooLong(spec, path, CommandLineText.Longest);
        }

        if (spec.IsLastArgumentRaw)
            throw new StartException(StartFailure.ArgumentRefused, spec.FilePath, $"'{path}' was not started: a batch file gets its arguments in quotes, never as raw text.");
        if (BatchFile.FindRefused(path, spec.ArgumentList) is { } refused)
            throw new StartException(StartFailure.ArgumentRefused, spec.FilePath, $"'{path}' was not started: {refused}.");
        if (directory.StartsWith(@"\\", StringComparison.Ordinal))
            throw LaunchFailure.Directory(spec, directory, "is a path in which cmd.exe runs no batch file: it would take another directory");
        // Not the one of ComSpec, which any environment can name.
        var interpreter = System.IO.Path.Combine(System.Environment.SystemDirectory, "cmd.exe");
        var line = BatchFile.CommandLine(interpreter, path, spec.ArgumentList);
        return line.Length <= BatchFile.LongestLine ? (interpreter, line) : throw LaunchFailure.TooLong(spec, path, BatchFile.LongestLine);
    }
}
