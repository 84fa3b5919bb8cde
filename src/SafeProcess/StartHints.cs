using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>What people probably meant who named a program that could not be started.</summary>
internal static class StartHints
{
    private const CommandTypes NoPrograms =
        CommandTypes.Alias | CommandTypes.Function | CommandTypes.Filter | CommandTypes.Cmdlet | CommandTypes.ExternalScript;

    private static readonly char[] _marks = ['/', '\\', ':'];

    /// <summary>A hint, in whole sentences; null for none.</summary>
    /// <param name="cmdlet">Which was asked to run it.</param>
    /// <param name="failure">What came of it.</param>
    /// <param name="typed">The program as it was named, where that is known: a path may have been made of it.</param>
    public static string? For(PSCmdlet cmdlet, StartException failure, string? typed = null) => failure.Failure switch
    {
        StartFailure.NotExecutable when IsScript(failure.FilePath) && !failure.Message.Contains("pwsh -File", StringComparison.Ordinal) =>
            "It is a PowerShell script: run it with pwsh -File.",
        StartFailure.CommandNotFound when cmdlet.InvokeCommand.GetCommand(failure.FilePath, NoPrograms) is { } command =>
            $"PowerShell has a command of that name ({command.CommandType}), which is no program: call it without {cmdlet.MyInvocation.MyCommand.Name}.",
        StartFailure.CommandNotFound => ForName(cmdlet, typed ?? WithoutFolder(cmdlet, failure.FilePath)),
        _ => null,
    };

    /// <summary>A hint for a name that is not that of a program: a file of the current directory, or a whole command line.</summary>
    public static string? ForName(PSCmdlet cmdlet, string name)
    {
        if (FileHere(cmdlet, name) is { } file)
        {
            return IsScript(name)
                ? $"It is a PowerShell script in the current directory: run it with pwsh -File {file}."
                : $"There is a file of that name in the current directory, where programs are not looked for: write {file}.";
        }

        return IsCommandLine(cmdlet, name) ? $"If that is a whole command line, write it as a block: {cmdlet.MyInvocation.MyCommand.Name} {{ {name.Trim()} }}." : null;
    }

    private static bool IsScript(string file) => file.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase);

    private static string? FileHere(PSCmdlet cmdlet, string name) =>
        name.IndexOfAny(_marks) < 0 && File.Exists(Path.Combine(PathResolver.CurrentDirectory(cmdlet), name))
            ? CommandLine.Show(new ProcessSpec($".{Path.DirectorySeparatorChar}{name}"))
            : null;

    /// <summary>Whether something follows a first word that is a program or may be one.</summary>
    private static bool IsCommandLine(PSCmdlet cmdlet, string name)
    {
        var words = name.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words.Length == 2 && (words[0].IndexOfAny(_marks) < 0 || File.Exists(Path.Combine(PathResolver.CurrentDirectory(cmdlet), words[0])));
    }

    // A name with a slash was taken for a path from here.
    private static string WithoutFolder(PSCmdlet cmdlet, string path)
    {
        var here = Path.TrimEndingDirectorySeparator(PathResolver.CurrentDirectory(cmdlet)) + Path.DirectorySeparatorChar;
        return path.StartsWith(here, StringComparison.Ordinal) ? path[here.Length..] : path;
    }
}
