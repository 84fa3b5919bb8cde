using System.Globalization;
using SafeProcess.Platform.Linux.Guarding;
using SafeProcess.Platform.Linux.Tree;

namespace SafeProcess.Core.Tests.Support;

/// <summary>A process as <c>proc_pid_stat(5)</c> tells of it. Id and start time together name it for ever.</summary>
internal sealed record ProcessEntry(int Id, string Name, char State, int ParentId, int Group, int Session, ulong StartTime)
{
    public bool IsZombie => State is 'Z' or 'X';
}

/// <summary>A look at the system's processes.</summary>
internal static class ProcessTable
{
    public static ProcessEntry? Find(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var nameEnd = stat.LastIndexOf(')');
            var fields = stat[(nameEnd + 2)..].Split(' ');
            return new(
                id, stat[(stat.IndexOf('(', StringComparison.Ordinal) + 1)..nameEnd], fields[0][0], Number(fields[1]), Number(fields[2]), Number(fields[3]),
                ulong.Parse(fields[19], CultureInfo.InvariantCulture));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The program of a run that has ended; null when it has gone, and nothing is left of it.</summary>
    public static ProcessEntry? Find(ProcessResult ended) => Find(ended.ProcessId);

    public static IEnumerable<ProcessEntry> All() =>
        Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(System.IO.Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? Find(id) : null)
            .OfType<ProcessEntry>();

    /// <summary>The processes that this test program has started and not yet waited for, zombies included; without the guardian, which stays.</summary>
    public static IReadOnlyList<ProcessEntry> OwnChildren() =>
        [.. All().Where(entry => entry.ParentId == Environment.ProcessId && GuardianOf(Environment.ProcessId)?.Id != entry.Id)];

    /// <summary>The guardian of a host, also when the host has gone; null when there is none.</summary>
    public static ProcessEntry? GuardianOf(int host) =>
        All().FirstOrDefault(entry => !entry.IsZombie && CommandLineOf(entry, host).EndsWith($"\0{Guardian.Name}\0{host}\0", StringComparison.Ordinal));

    public static IReadOnlyList<int> OwnChildIds() => [.. OwnChildren().Select(child => child.Id).Order()];

    /// <summary>The living processes whose environment holds this text.</summary>
    public static IReadOnlyList<ProcessEntry> WithEnvironment(string text) => [.. All().Where(entry => !entry.IsZombie && EnvironmentOf(entry.Id).Contains(text, StringComparison.Ordinal))];

    public static string EnvironmentOf(int id) => TextOf(id, "environ");

    /// <summary>The run that a process names, as <c>SAFEPROCESS_RUN_ID</c>; null for none, also while it is just becoming another program.</summary>
    public static string? RunIdOf(int id) =>
        EnvironmentOf(id).Split('\0').FirstOrDefault(variable => variable.StartsWith("SAFEPROCESS_RUN_ID=", StringComparison.Ordinal))?["SAFEPROCESS_RUN_ID=".Length..];

    public static string CommandLineOf(int id) => TextOf(id, "cmdline");

    // Whoever started a program is told so before its command line can be read: a child's is waited for.
    private static string CommandLineOf(ProcessEntry entry, int parent)
    {
        string line;
        while ((line = CommandLineOf(entry.Id)).Length == 0 && entry.ParentId == parent && Find(entry.Id) is { IsZombie: false } still && still.StartTime == entry.StartTime)
            Thread.Yield();
        return line;
    }

    public static string TextOf(int id, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/{file}");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
