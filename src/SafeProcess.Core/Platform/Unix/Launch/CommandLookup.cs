using System.Runtime.InteropServices;
using System.Text;
using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Unix.Launch;

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
            return FullPath(spec, name);

        string? notExecutable = null;
        foreach (var directory in SearchPath(spec).Split(':'))
        {
            // An empty element means the current directory to execvp; a program that is found there only by name is a trap.
            if (directory.Length == 0)
                continue;
            // Nothing is found relative to a directory that does not exist any more, as for execvp.
            if (TryFullPath(spec, directory) is not { } folder)
                continue;
            var candidate = Path.Combine(folder, name);
            if (!Exists(candidate) || Directory.Exists(candidate))
                continue;
            if (IsExecutable(candidate))
                return candidate;
            // It may have gone since.
            if (Marshal.GetLastPInvokeError() == ErrorNumber.EACCES)
                notExecutable ??= candidate;
        }

        throw notExecutable is null
            ? new StartException(StartFailure.CommandNotFound, name, $"'{name}' was not found on PATH.")
            : new StartException(StartFailure.NotExecutable, name, $"'{notExecutable}' is not marked executable.");
    }

    /// <summary>A full path. Steps upwards are taken as long as no named directory comes before them: behind a symbolic link they lead
    /// elsewhere than the text says. The current directory is free of links (<c>getcwd(3)</c>).</summary>
    /// <exception cref="StartException">The path is relative, and the current directory was removed.</exception>
    public static string FullPath(ProcessSpec spec, string path)
    {
        var start = path.StartsWith('/') ? "/" : StartDirectory.OfHost(spec);
        var steps = path.Split('/', StringSplitOptions.RemoveEmptyEntries).AsSpan();
        for (; !steps.IsEmpty && steps[0] is ("." or ".."); steps = steps[1..])
            start = steps[0] == ".." ? Path.GetDirectoryName(start) ?? "/" : start;
        var rest = string.Join('/', steps.ToArray());
        return steps.Contains("..") ? Path.Combine(start, rest) : Path.GetFullPath(rest, start);
    }

    private static string? TryFullPath(ProcessSpec spec, string path)
    {
        try
        {
            return FullPath(spec, path);
        }
        catch (StartException)
        {
            return null;
        }
    }

    /// <summary>Whether a path leads to something. A link that leads nowhere does not.</summary>
    public static bool Exists(string path) => Access(path, FileFlags.Existence);

    /// <summary>Whether this user may run a file, or enter a directory.</summary>
    public static bool IsExecutable(string path) => Access(path, FileFlags.ExecutePermission);

    private static bool Access(string path, int mode)
    {
        var bytes = Encoding.UTF8.GetBytes(path + '\0');
        fixed (byte* start = bytes)
            return LibC.Access(start, mode) == 0;
    }

    private static string SearchPath(ProcessSpec spec) =>
        spec.Environment.TryGetValue("PATH", out var asked) ? asked ?? DefaultPath : Environment.GetEnvironmentVariable("PATH") ?? DefaultPath;
}
