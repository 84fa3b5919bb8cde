using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>Finds runs by what people call them: the id that <c>Get-SafeProcess</c> shows, the name of the job or that of the program. What is going on counts,
/// and what the jobs of this session were, until they are removed.</summary>
internal static class RunSearch
{
    /// <summary>The runs with these ids. One that is not there is an error, and the others are found.</summary>
    public static List<IRun> ById(Cmdlet cmdlet, IEnumerable<int> ids) =>
        // A number of another session's may be that of a run here too.
        ById(cmdlet, ids, [.. Known().OfType<ActiveRun>()]);

    /// <inheritdoc cref="ById(Cmdlet, IEnumerable{int})"/>
    /// <param name="cmdlet">Is given the errors.</param>
    /// <param name="ids">The ids.</param>
    /// <param name="known">What is searched.</param>
    public static List<IRun> ById(Cmdlet cmdlet, IEnumerable<int> ids, IReadOnlyList<IRun> known)
    {
        var found = new List<IRun>();
        foreach (var id in ids.Distinct())
        {
            if (known.FirstOrDefault(run => run.Id == id) is { } run)
                found.Add(run);
            else
                cmdlet.WriteError(JobErrors.RunNotFound(id, known.FirstOrDefault(other => other.Job?.Id == id)));
        }

        return found;
    }

    /// <summary>The runs with these names, each once; wildcards are permitted. A job that is finished counts only where none of its name goes on. A name without wildcards
    /// that is not there is an error, and the others are found.</summary>
    public static List<IRun> ByName(Cmdlet cmdlet, IEnumerable<string> names)
    {
        var known = Known();
        var found = new List<IRun>();
        foreach (var name in names)
        {
            var named = known.Where(Named(name)).ToArray();
            if (named.Length == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
                cmdlet.WriteError(JobErrors.RunNotFound(name));
            found.AddRange(named.Where(run => !IsFollowed(run, named)).Except(found));
        }

        return found;
    }

    /// <summary>The jobs with these ids, and an error for each id of a run that is no job.</summary>
    public static List<SafeProcessJob> JobsById(Cmdlet cmdlet, IEnumerable<int> ids) => Jobs(cmdlet, ById(cmdlet, ids));

    /// <summary>The jobs with these names. A run that is no job is an error where its name was given without wildcards.</summary>
    public static List<SafeProcessJob> JobsByName(Cmdlet cmdlet, IReadOnlyList<string> names)
    {
        var found = ByName(cmdlet, names);
        return Jobs(cmdlet, found.Where(run => run.Job is not null || names.Any(name => IsCalled(run, name))));
    }

    /// <summary>Whether a run has a name; wildcards are permitted. A name that has their characters is also found as it is.</summary>
    public static Func<IRun, bool> Named(string name)
    {
        var pattern = new WildcardPattern(name, WildcardOptions.IgnoreCase);
        return run => pattern.IsMatch(run.Program) || (run.Job is { } job && pattern.IsMatch(job.Name)) || IsCalled(run, name);
    }

    /// <summary>Whether a name without wildcards is that of none of these runs.</summary>
    public static bool IsMissing(string name, IEnumerable<LiveRun> runs) =>
        !WildcardPattern.ContainsWildcardCharacters(name) && !runs.Any(run => IsCalled(run.Program, run.JobName, name));

    // A server that was started again, say.
    private static bool IsFollowed(IRun run, IEnumerable<IRun> named) =>
        run.Job is { Over.IsCompleted: true } job
        && named.Any(other => other.Job is { Over.IsCompleted: false } going && going.Name.Equals(job.Name, StringComparison.OrdinalIgnoreCase));

    private static bool IsCalled(IRun run, string name) => IsCalled(run.Program, run.Job?.Name, name);

    private static bool IsCalled(string program, string? job, string name) =>
        name.Equals(program, StringComparison.OrdinalIgnoreCase) || name.Equals(job, StringComparison.OrdinalIgnoreCase);

    private static List<IRun> Known() =>
        [.. ActiveRuns.Going().Union(SafeProcessJobSourceAdapter.JobsHere().Select(static job => job.Active)).OrderBy(static run => run is ActiveRun ? 0 : 1).ThenBy(static run => run.Id)];

    private static List<SafeProcessJob> Jobs(Cmdlet cmdlet, IEnumerable<IRun> runs)
    {
        var jobs = new List<SafeProcessJob>();
        foreach (var run in runs)
        {
            if (run.Job is { } job)
                jobs.Add(job);
            else
                cmdlet.WriteError(JobErrors.NoJob(run));
        }

        return jobs;
    }
}
