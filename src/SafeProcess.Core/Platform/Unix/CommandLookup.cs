using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Unix;

/// <summary>Finds the file of a program, as execvp(3) does, but tells apart why there is none.</summary>
internal static unsafe class CommandLookup
{
    private const string DefaultPath = "/usr/local/bin:/usr/bin:/bin";

    /// <returns>A full path. A path that was given is not looked at: the start itself finds out.</returns>
    /// <exception cref="StartException">No program of that name is on PATH.</exception>
    public static string Find(ProcessSpec spec)
    {
        var name = spec.FilePath;
        if (name.Contains('/', StringComparison.Ordinal))
            return Path.GetFullPath(name);

        string? notExecutable = null;
        foreach (var directory in SearchPath(spec).Split(':'))
        {
            // An empty element means the current directory to execvp; a program that is found there only by name is a trap.
            if (directory.Length == 0)
                continue;
            var candidate = Path.Combine(Path.GetFullPath(directory), name);
            if (!File.Exists(candidate))
                continue;
            if (IsExecutable(candidate))
                return candidate;
            notExecutable ??= candidate;
        }

        throw notExecutable is null
            ? new StartException(StartFailure.CommandNotFound, name, $"'{name}' was not found on PATH.")
            : new StartException(StartFailure.NotExecutable, name, $"'{notExecutable}' is not marked executable.");
    }

    public static bool IsExecutable(string path)
    {
        var bytes = stackalloc byte[(path.Length * 3) + 1];
        var length = System.Text.Encoding.UTF8.GetBytes(path, new Span<byte>(bytes, path.Length * 3));
        bytes[length] = 0;
        return LibC.Access(bytes, FileFlags.ExecutePermission) == 0;
    }

    private static string SearchPath(ProcessSpec spec) =>
        spec.Environment.TryGetValue("PATH", out var asked) ? asked ?? DefaultPath : Environment.GetEnvironmentVariable("PATH") ?? DefaultPath;
}
