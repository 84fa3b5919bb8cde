using System.Collections.Concurrent;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace SafeProcess.Commands;

/// <summary>The jobs of <c>Start-SafeProcess</c> in one runspace, for PowerShell's job cmdlets. PowerShell makes one for each runspace that
/// imports the module. Safe from any thread.</summary>
public sealed class SafeProcessJobSourceAdapter : JobSourceAdapter
{
    private const string NewJobParameter = "Job";

    private static readonly ConditionalWeakTable<Runspace, SafeProcessJobSourceAdapter> _ofRunspaces = [];

    private readonly ConcurrentDictionary<Guid, SafeProcessJob> _jobs = new();

    /// <summary>An adapter without jobs.</summary>
    public SafeProcessJobSourceAdapter() => Name = nameof(SafeProcessJobSourceAdapter);

    /// <summary>Makes a job known to the job cmdlets of a runspace.</summary>
    internal static void Register(SafeProcessJob job, JobManager manager)
    {
        var definition = new JobDefinition(typeof(SafeProcessJobSourceAdapter), job.Command, job.Name);
        manager.NewJob(new JobInvocationInfo(definition, new Dictionary<string, object> { [NewJobParameter] = job }));
    }

    /// <summary>Takes a job that was started already.</summary>
    /// <exception cref="PSNotSupportedException">The specification has none: only <c>Start-SafeProcess</c> starts jobs.</exception>
    public override Job2 NewJob(JobInvocationInfo specification)
    {
        ArgumentNullException.ThrowIfNull(specification);
        var parameters = specification.Parameters.SelectMany(static set => set);
        if (parameters.FirstOrDefault(static parameter => parameter.Name == NewJobParameter)?.Value is not SafeProcessJob job)
            throw new PSNotSupportedException("Start-SafeProcess starts these jobs.");
        _jobs[job.InstanceId] = job;
        if (Runspace.DefaultRunspace is { } runspace)
            _ofRunspaces.AddOrUpdate(runspace, this);
        return job;
    }

    /// <summary>That of the runspace that this thread runs for; null while it has no jobs.</summary>
    internal static SafeProcessJobSourceAdapter? Here =>
        Runspace.DefaultRunspace is { } runspace && _ofRunspaces.TryGetValue(runspace, out var adapter) ? adapter : null;

    /// <summary>The jobs of the runspace that this thread runs for, finished ones too, until they are removed.</summary>
    internal static IEnumerable<SafeProcessJob> JobsHere() => Here?._jobs.Values ?? [];

    /// <summary>The job of this runspace whose program is the run of that id in another session; null for none.</summary>
    internal static SafeProcessJob? JobThere(FarSession session, int runId) =>
        JobsHere().FirstOrDefault(job => job.Active is FarRun run && run.Session == session && run.Id == runId);

    /// <inheritdoc/>
    public override IList<Job2> GetJobs() => Where(static _ => true);

    /// <inheritdoc/>
    public override IList<Job2> GetJobsByName(string name, bool recurse) => WhereLike(name, static job => job.Name);

    /// <inheritdoc/>
    public override IList<Job2> GetJobsByCommand(string command, bool recurse) => WhereLike(command, static job => job.Command);

    /// <inheritdoc/>
    /// <remarks>Also a job that was removed just before its end is told, to whoever is told: <c>Receive-Job -AutoRemoveJob</c> removes a job that ends while it reads
    /// twice, and would call the second time an error.</remarks>
    public override Job2? GetJobByInstanceId(Guid instanceId, bool recurse) =>
        _jobs.GetValueOrDefault(instanceId) ?? (SafeProcessJob.Told is { } told && told.InstanceId == instanceId ? told : null);

    /// <inheritdoc/>
    public override Job2? GetJobBySessionId(int id, bool recurse) => Where(job => job.Id == id).FirstOrDefault();

    /// <inheritdoc/>
    public override IList<Job2> GetJobsByState(JobState state, bool recurse) => Where(job => job.JobStateInfo.State == state);

    /// <summary>The jobs whose properties (Id, InstanceId, Name, Command, State) are as the filter says; none when it names another property.</summary>
    public override IList<Job2> GetJobsByFilter(Dictionary<string, object> filter, bool recurse)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return Where(job => filter.All(wanted => PropertyOf(job, wanted.Key) is { } value && LanguagePrimitives.Equals(value, wanted.Value, ignoreCase: true, CultureInfo.InvariantCulture)));
    }

    /// <inheritdoc/>
    public override void RemoveJob(Job2 job)
    {
        ArgumentNullException.ThrowIfNull(job);
        _jobs.TryRemove(job.InstanceId, out _);
    }

    private static object? PropertyOf(SafeProcessJob job, string name) => name.ToUpperInvariant() switch
    {
        "ID" => job.Id,
        "INSTANCEID" => job.InstanceId,
        "NAME" => job.Name,
        "COMMAND" => job.Command,
        "STATE" => job.JobStateInfo.State,
        _ => null,
    };

    private List<Job2> WhereLike(string pattern, Func<SafeProcessJob, string> text)
    {
        var wanted = new WildcardPattern(pattern, WildcardOptions.IgnoreCase);
        return Where(job => wanted.IsMatch(text(job)) || text(job).Equals(pattern, StringComparison.OrdinalIgnoreCase));
    }

    private List<Job2> Where(Func<SafeProcessJob, bool> condition) => [.. _jobs.Values.Where(condition).OrderBy(static job => job.Id)];
}
