namespace SafeProcess.Commands;

/// <summary>A run that was going on when <c>Get-SafeProcess</c> looked. Does not change.</summary>
public sealed class LiveRun
{
    internal LiveRun(ActiveRun active, ProcessRun run, IReadOnlyList<ProcessSnapshot> tree)
    {
        Active = active;
        Id = active.Id;
        Kind = active.Kind;
        Job = active.Job;
        JobName = active.Job?.Name;
        Program = active.Program;
        ProcessId = run.ProcessId;
        FilePath = run.FilePath;
        ArgumentList = new ResultList<string>(SecretMask.Of(run.Spec).Hide(run.Spec.ArgumentList));
        StartTime = run.StartTime;
        Silence = run.Silence;
        // In this order: time that goes by in between must not make the last output earlier than the start.
        Elapsed = run.Elapsed;
        StandardOutputLength = run.StandardOutputLength;
        StandardErrorLength = run.StandardErrorLength;
        Tree = new ResultList<ProcessSnapshot>(tree);
    }

    /// <param name="arrived">What a session sent of a run.</param>
    /// <param name="session">That session.</param>
    /// <exception cref="FormatException">It is no run.</exception>
    internal LiveRun(ArrivedRun arrived, FarSession session)
    {
        Session = session;
        Job = SafeProcessJobSourceAdapter.JobThere(session, arrived.Get<int>(nameof(Id)));
        Id = arrived.Get<int>(nameof(Id));
        Kind = Enum.Parse<RunKind>(arrived.Get<string>(nameof(Kind)));
        JobName = arrived.Find<string>(nameof(JobName));
        ProcessId = arrived.Get<int>(nameof(ProcessId));
        Program = arrived.Get<string>(nameof(Program));
        FilePath = arrived.Get<string>(nameof(FilePath));
        ArgumentList = new ResultList<string>(arrived.Items(nameof(ArgumentList)).Select(static argument => argument.ToString()!));
        StartTime = arrived.StartTime;
        Silence = arrived.Get<TimeSpan>(nameof(Silence));
        Elapsed = arrived.Get<TimeSpan>(nameof(Elapsed));
        StandardOutputLength = arrived.Get<long>(nameof(StandardOutputLength));
        StandardErrorLength = arrived.Get<long>(nameof(StandardErrorLength));
        Tree = new ResultList<ProcessSnapshot>(arrived.Items(nameof(Tree)).Select(ArrivedRun.ReadMember));
    }

    /// <summary>The number by which this session names the run; <c>Stop-SafeProcess -Id</c> takes it. Of a run in another session that session's number.</summary>
    public int Id { get; }

    /// <summary>What drives it.</summary>
    public RunKind Kind { get; }

    /// <summary>The job; null when it is none of this session.</summary>
    public SafeProcessJob? Job { get; }

    /// <summary>The name of the job; null when it is none.</summary>
    public string? JobName { get; }

    /// <inheritdoc cref="ProcessResult.ProcessId"/>
    public int ProcessId { get; }

    /// <summary>The name of the program.</summary>
    public string Program { get; }

    /// <inheritdoc cref="ProcessResult.FilePath"/>
    public string FilePath { get; }

    /// <inheritdoc cref="ProcessResult.ArgumentList"/>
    public IReadOnlyList<string> ArgumentList { get; }

    /// <inheritdoc cref="ProcessResult.StartTime"/>
    public DateTimeOffset StartTime { get; }

    /// <summary>How long it had been going on.</summary>
    public TimeSpan Elapsed { get; }

    /// <summary>How long no byte had come on either stream.</summary>
    public TimeSpan Silence { get; }

    /// <summary>When the last byte had come, or the program was started.</summary>
    public DateTimeOffset LastOutput => StartTime + Elapsed - Silence;

    /// <summary>Bytes read from standard output.</summary>
    public long StandardOutputLength { get; }

    /// <summary>Bytes read from standard error.</summary>
    public long StandardErrorLength { get; }

    /// <summary>The program, if it was alive, and all that descends from it.</summary>
    public IReadOnlyList<ProcessSnapshot> Tree { get; }

    /// <summary>How many processes the tree had.</summary>
    public int ProcessCount => Tree.Count;

    /// <summary>The processor time that the members of the tree had used; null where the system does not tell.</summary>
    public TimeSpan? ProcessorTime =>
        Tree.Any(static member => member.ProcessorTime is not null)
            ? Tree.Aggregate(TimeSpan.Zero, static (sum, member) => sum + (member.ProcessorTime ?? TimeSpan.Zero))
            : null;

    /// <summary>The memory the members of the tree held, in bytes, what they share counted for each; null where the system does not
    /// tell.</summary>
    public long? WorkingSet =>
        Tree.Any(static member => member.WorkingSet is not null) ? Tree.Sum(static member => member.WorkingSet ?? 0) : null;

    /// <summary>Its program and arguments as one would type them.</summary>
    internal string Command => CommandLine.Show(FilePath, ArgumentList);

    /// <summary>The run itself; null for one in another session.</summary>
    internal ActiveRun? Active { get; }

    /// <summary>Where it goes on; null for here.</summary>
    internal FarSession? Session { get; }

    /// <inheritdoc/>
    public override string ToString() => VisibleText.Of($"{Program} ({Id}){(Session is null ? "" : " on ")}{Session?.ComputerName}");
}
