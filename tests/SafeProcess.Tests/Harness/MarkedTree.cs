using System.Collections;
using System.Globalization;

namespace SafeProcess.Tests.Harness;

/// <summary>Finds the processes of a run by a variable that the test puts into its environment, which every descendant inherits.
/// It knows nothing of how the runner finds them, so it can tell when the runner missed one.</summary>
internal sealed class MarkedTree
{
    private static readonly string _self = System.Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
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

    /// <summary>For <c>-Environment</c>.</summary>
    public IDictionary Environment => new Dictionary<string, string> { [Variable] = Value };

    /// <summary>Ids of the processes that carry the mark and are not dead.</summary>
    public IReadOnlyList<int> Alive() => [.. Processes().Where(id => HasMark(id) && IsAlive(id))];

    /// <summary>Fails the test unless one process with the mark lives. One that is just becoming its program shows no environment for a moment.</summary>
    public void AssertOneLives() => Eventually.True(() => Alive().Count == 1, "one process lives");

    /// <summary>Fails the test when a process with the mark is left.</summary>
    public void AssertGone() => Assert.Empty(Alive());

    /// <summary>Ends the processes with the mark, for a test that left some on purpose.</summary>
    public void Kill()
    {
        foreach (var id in Alive())
        {
            try
            {
                using var process = System.Diagnostics.Process.GetProcessById(id);
                process.Kill();
            }
            catch (ArgumentException)
            {
                // It has ended by itself.
            }
        }
    }

    /// <summary>True when a process exists and is no zombie.</summary>
    public static bool IsAlive(int id) => Stat(id) is [not ("Z" or "X"), ..];

    /// <summary>Ids of the zombies among this process's children.</summary>
    public static IReadOnlyList<int> OwnZombies() => [.. Processes().Where(id => Stat(id) is ["Z", var parent, ..] && parent == _self)];

    /// <summary>Ids of all processes.</summary>
    public static IEnumerable<int> Processes() =>
        Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0);

    /// <summary>What <c>proc_pid_stat(5)</c> says from the state on: state, parent, …; empty when there is no such process.</summary>
    public static string[] Stat(int id)
    {
        try
        {
            // The name in parentheses may hold anything, so fields count from the last parenthesis.
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

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
}
