using System.Globalization;

namespace SafeProcess.Tests.Harness;

/// <summary>Finds the processes of a run by a variable that the test puts into its environment, which every descendant inherits.
/// It knows nothing of how the runner finds them, so it can tell when the runner missed one.</summary>
internal sealed class MarkedTree
{
    private readonly byte[] _mark;

    public MarkedTree()
    {
        Value = Guid.NewGuid().ToString("N");
        _mark = System.Text.Encoding.ASCII.GetBytes($"{Variable}={Value}");
    }

    /// <summary>The name of the variable.</summary>
    public const string Variable = "SAFEPROCESS_TEST_MARK";

    /// <summary>Its value.</summary>
    public string Value { get; }

    /// <summary>Ids of the processes that carry the mark and are not dead.</summary>
    public IReadOnlyList<int> Alive() =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && HasMark(id) && IsAlive(id)),
    ];

    /// <summary>Fails the test when a process with the mark is left.</summary>
    public void AssertGone() => Assert.Empty(Alive());

    /// <summary>True when a process exists and is no zombie.</summary>
    public static bool IsAlive(int id) => StateOf(id) is not (null or 'Z' or 'X');

    /// <summary>The zombies among this process's children.</summary>
    public static IReadOnlyList<string> OwnZombies() =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Select(folder => Read(Path.Combine(folder, "stat")) is { } stat ? AfterName(stat) : [])
            .Where(fields => fields is ["Z", var parent, ..] && parent == Environment.ProcessId.ToString(CultureInfo.InvariantCulture))
            .Select(fields => string.Join(' ', fields)),
    ];

    private static char? StateOf(int id) => Read($"/proc/{id}/stat") is { } stat ? AfterName(stat)[0][0] : null;

    // The name in parentheses may hold anything, so fields count from the last parenthesis (proc_pid_stat(5)).
    private static string[] AfterName(string stat) => stat[(stat.LastIndexOf(')') + 2)..].Split(' ');

    private bool HasMark(int id)
    {
        try
        {
            return File.ReadAllBytes($"/proc/{id}/environ").AsSpan().IndexOf(_mark) >= 0;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string? Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
