using System.Runtime.Versioning;
using System.Text;
using SafeProcess.Platform.Mac.Native;

namespace SafeProcess.Platform.Mac.Tree;

/// <summary>Says what processes are doing, as far as macOS tells this user (<c>libproc.h</c>); what they wait on it does not. Never reads
/// an environment.</summary>
[SupportedOSPlatform("macos")]
internal static unsafe class MacProcessDescription
{
    private const int LongestCommandLine = 1024;

    // PROC_PIDPATHINFO_MAXSIZE of sys/proc_info.h.
    private const int LongestPath = 4096;

    private static readonly Lazy<double> _nanosecondsOfTick = new(ReadTimebase);

    /// <summary>The member a process is. Its name is its own choice, and from here on is shown to people.</summary>
    public static TreeMember ToMember(MacProcess process)
    {
        // The kernel calls whatever is neither stopped nor ended running.
        var sleeps = process.State == 'R' && TryReadTask(process.Id, out var task) && task.RunningThreads == 0;
        return new TreeMember(process.Id, process.ParentId, VisibleText.Of(process.Name), sleeps ? 'S' : process.State)
        {
            StartTime = process.StartTime,
        };
    }

    /// <summary>Null when the process has gone.</summary>
    public static ProcessSnapshot? Of(TreeMember member, ShownArguments? arguments)
    {
        if (MacProcess.Find(member.Id) is not { IsAlive: true } process || process.StartTime != member.StartTime)
            return null;
        var known = TryReadTask(process.Id, out var task);
        var snapshot = new ProcessSnapshot(ToMember(process))
        {
            ProcessorTime = known ? TimeSpan.FromMicroseconds((task.UserTime + task.SystemTime) * _nanosecondsOfTick.Value / 1000) : null,
            WorkingSet = known ? (long)task.Resident : null,
            CommandLine = CommandLine(process.Id, arguments),
        };
        // The id may have become another's meanwhile.
        return MacProcess.IsStill(member.Id, member.StartTime) ? snapshot : null;
    }

    private static string? CommandLine(int processId, ShownArguments? shown)
    {
        if (shown is not null && ProcessArguments.ReadArguments(processId) is { } arguments)
            return VisibleText.CommandLine(shown(arguments), LongestCommandLine);
        var path = stackalloc byte[LongestPath];
        var length = LibSystem.ProcessPath(processId, path, LongestPath);
        return length > 0 ? VisibleText.Of(Encoding.UTF8.GetString(path, length), LongestCommandLine) : null;
    }

    private static bool TryReadTask(int processId, out TaskInfo task)
    {
        fixed (TaskInfo* start = &task)
            return LibSystem.ProcessInfo(processId, TaskInfo.Flavor, 0, start, sizeof(TaskInfo)) == sizeof(TaskInfo);
    }

    private static double ReadTimebase()
    {
        var quotient = stackalloc uint[2];
        return LibSystem.TimebaseInfo(quotient) == 0 ? (double)quotient[0] / quotient[1] : 1;
    }
}
