using System.Globalization;
using SafeProcess.Platform.Linux.Native;
using SafeProcess.Platform.Unix.Native;
using SafeProcess.Platform.Unix.Tree;

namespace SafeProcess.Platform.Linux.Tree;

/// <summary>A look at all processes of the system. Runs that want one at the same time share it.</summary>
internal sealed class ProcessTable
{
    private static readonly SharedLook<ProcessTable> _look = new(Look);
    private static readonly Lazy<ulong> _hostStart = new(() => ProcFile.ReadStat(Environment.ProcessId)?.StartTime ?? 0, LazyThreadSafetyMode.PublicationOnly);

    private readonly Dictionary<int, ProcessEntry> _entries;
    private readonly ILookup<int, ProcessEntry> _children;
    private readonly ILookup<int, ProcessEntry> _sessions;

    // Of what is young. Read once for all runs that share the look: each of them asks for each process.
    private readonly Dictionary<int, Limit> _numbers;

    private ProcessTable(Dictionary<int, ProcessEntry> entries, Dictionary<int, Limit> numbers)
    {
        (_entries, _numbers) = (entries, numbers);
        _children = entries.Values.ToLookup(entry => entry.ParentId);
        _sessions = entries.Values.ToLookup(entry => entry.Session);
    }

    /// <summary>A look that begins after this call.</summary>
    public static Task<ProcessTable> LookAsync() => _look.TakeAsync();

    public ProcessEntry? Find(int processId) => _entries.GetValueOrDefault(processId);

    public IEnumerable<ProcessEntry> ChildrenOf(int processId) => _children[processId];

    public IEnumerable<ProcessEntry> InSession(int session) => _sessions[session];

    /// <summary>See <see cref="RunMark.NumbersOf"/>.</summary>
    public Limit NumbersOf(int processId) => _numbers.GetValueOrDefault(processId);

    /// <summary>What is alive and not older than this host: the rest is of none of its runs.</summary>
    public IEnumerable<ProcessEntry> Young =>
        _entries.Values.Where(static entry => IsYoung(entry) && entry.Id != Environment.ProcessId && entry.IsAlive);

    /// <summary>The ids of all processes, without a closer look.</summary>
    public static IEnumerable<int> Ids()
    {
        foreach (var directory in Directories())
        {
            if (int.TryParse(Path.GetFileName(directory.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var processId))
                yield return processId;
        }
    }

    private static ProcessTable Look()
    {
        var entries = new Dictionary<int, ProcessEntry>();
        var numbers = new Dictionary<int, Limit>();
        using var urgency = new ThreadUrgency();
        foreach (var processId in Ids())
        {
            if (ProcFile.ReadStat(processId) is { } entry)
            {
                entries[processId] = entry;
                if (IsYoung(entry))
                    numbers[processId] = RunMark.NumbersOf(processId);
            }

            urgency.Check();
        }

        return new ProcessTable(entries, numbers);
    }

    private static bool IsYoung(ProcessEntry entry) => entry.StartTime >= _hostStart.Value;

    private static string[] Directories()
    {
        try
        {
            return Directory.GetDirectories("/proc");
        }
        catch (IOException)
        {
            // Usually for want of a descriptor.
            using var loan = SpareDescriptors.Lend();
            return Directory.GetDirectories("/proc");
        }
    }
}
