using System.Runtime.Versioning;
using SafeProcess.Platform.Unix.Tree;
using SafeProcess.Runs;

namespace SafeProcess.Platform.Mac.Tree;

/// <summary>A look at all processes of the system. Runs that want one at the same time share it.</summary>
internal sealed class MacProcessTable
{
    private readonly Dictionary<int, MacProcess> _processes = [];
    private readonly ILookup<int, MacProcess> _sessions;
    private readonly ILookup<int, MacProcess> _children;
    private readonly ILookup<ulong, MacProcess> _born;
    private readonly Lazy<List<(string RunId, MacProcess Process)>> _marked;

    /// <param name="processes">All of them.</param>
    /// <param name="hostUniqueId">What is not younger than the host is of none of its runs.</param>
    /// <param name="findRunId">Finds a run's id in the environment of a process.</param>
    public MacProcessTable(IReadOnlyCollection<MacProcess> processes, ulong hostUniqueId, Func<int, string?> findRunId)
    {
        foreach (var process in processes)
            _processes[process.Id] = process;
        _sessions = processes.ToLookup(process => process.Session);
        _children = processes.ToLookup(process => process.ParentId);
        _born = processes.ToLookup(process => process.ParentUniqueId);
        _marked = new(() => FindMarked(hostUniqueId, findRunId));
    }

    public MacProcess? Find(int processId) => _processes.GetValueOrDefault(processId);

    public IEnumerable<MacProcess> InSession(int session) => _sessions[session];

    public IEnumerable<MacProcess> ChildrenOf(int processId) => _children[processId];

    /// <summary>The processes that this one forked, also after its own end.</summary>
    public IEnumerable<MacProcess> BornOf(ulong uniqueId) => uniqueId == 0 ? [] : _born[uniqueId];

    /// <summary>The processes whose environment carries this run's id, or that of a run inside it.</summary>
    public IEnumerable<MacProcess> Marked(string runId) =>
        _marked.Value.Where(marked => RunId.IsWithin(marked.RunId, runId)).Select(marked => marked.Process);

    private List<(string, MacProcess)> FindMarked(ulong hostUniqueId, Func<int, string?> findRunId)
    {
        var marked = new List<(string, MacProcess)>();
        foreach (var process in _processes.Values)
        {
            var isYoung = process.UniqueId == 0 || process.UniqueId > hostUniqueId;
            if (isYoung && process.IsAlive && process.Id != Environment.ProcessId && findRunId(process.Id) is { } runId)
                marked.Add((runId, process));
        }

        return marked;
    }
}

/// <summary>Takes looks at the processes of this system.</summary>
[SupportedOSPlatform("macos")]
internal static class MacProcessTables
{
    private static readonly SharedLook<MacProcessTable> _look = new(Look);
    private static readonly Lazy<ulong> _hostUniqueId = new(() => MacProcess.UniqueIdsOf(Environment.ProcessId).Own);

    /// <summary>A look that begins after this call.</summary>
    public static Task<MacProcessTable> LookAsync() => _look.TakeAsync();

    private static MacProcessTable Look() => new(
        MacProcess.FindAll(), _hostUniqueId.Value, static processId => ProcessArguments.ReadVariable(processId, RunId.VariableAndEquals));
}
