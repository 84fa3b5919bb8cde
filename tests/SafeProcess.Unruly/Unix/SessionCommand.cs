namespace SafeProcess.Unruly;

/// <summary>Tells parent, process group and session (<c>proc_pid_stat(5)</c>).</summary>
internal static class SessionCommand
{
    public static int Run()
    {
        var stat = File.ReadAllText("/proc/self/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        StandardStreams.WriteOutput($"pid {Environment.ProcessId} parent {fields[1]} group {fields[2]} session {fields[3]}\n");
        return 0;
    }
}
