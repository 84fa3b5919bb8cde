namespace SafeProcess.Cli.Tests;

internal static class ProcessState
{
    /// <summary>True when a process runs, sleeps or is stopped. A zombie is dead: an escapee's is the system's first process's to reap,
    /// in its own time.</summary>
    public static bool IsAlive(string id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }
}
