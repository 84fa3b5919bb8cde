namespace SafeProcess;

/// <summary>A result as its JSON tells it, with the names that stand there. What is missing there has its default here.</summary>
internal sealed class WrittenResult
{
    public string? FilePath { get; set; }

    public List<string?>? ArgumentList { get; set; }

    public string? WorkingDirectory { get; set; }

    public int ProcessId { get; set; }

    public Outcome? Outcome { get; set; }

    public bool Success { get; set; }

    public int? ExitCode { get; set; }

    public int? ProgramExitCode { get; set; }

    public string? Signal { get; set; }

    public int? SignalNumber { get; set; }

    public string? StandardOutput { get; set; }

    public string? StandardError { get; set; }

    public long StandardOutputLength { get; set; }

    public long StandardErrorLength { get; set; }

    public bool OutputIncomplete { get; set; }

    public DateTimeOffset StartTime { get; set; }

    public TimeSpan Duration { get; set; }

    public TimeSpan ProcessorTime { get; set; }

    public long? PeakWorkingSet { get; set; }

    public List<WrittenMember?>? Orphans { get; set; }

    public List<WrittenMember?>? Survivors { get; set; }

    public List<WrittenMember?>? Diagnosis { get; set; }

    public Containment Containment { get; set; }

    public ResourceLimit? ExceededLimit { get; set; }

    public string? LastErrorLine { get; set; }

    public List<WrittenStage?>? Stages { get; set; }

    /// <summary>Checks what the types of JSON do not.</summary>
    /// <exception cref="FormatException">It is no result.</exception>
    public ProcessResult ToResult() =>
        new(new OutputSink(new KeptText(StandardOutput), new KeptText(StandardError)))
        {
            FilePath = Required(FilePath, nameof(FilePath)),
            ArgumentList = Map(ArgumentList, static argument => argument, nameof(ArgumentList)),
            WorkingDirectory = WorkingDirectory ?? "",
            ProcessId = ProcessId,
            Outcome = Known(Outcome ?? throw Missing(nameof(Outcome)), nameof(Outcome)),
            Success = Success,
            ExitCode = ExitCode,
            ProgramExitCode = ProgramExitCode,
            Signal = Signal,
            SignalNumber = SignalNumber,
            StandardOutputLength = StandardOutputLength,
            StandardErrorLength = StandardErrorLength,
            OutputIncomplete = OutputIncomplete,
            StartTime = StartTime,
            Duration = Duration,
            ProcessorTime = ProcessorTime,
            PeakWorkingSet = PeakWorkingSet,
            Orphans = Map(Orphans, static orphan => orphan.ToMember(), nameof(Orphans)),
            Survivors = Map(Survivors, static survivor => survivor.ToMember(), nameof(Survivors)),
            Diagnosis = Map(Diagnosis, static process => process.ToSnapshot(), nameof(Diagnosis)),
            Containment = Known(Containment, nameof(Containment)),
            ExceededLimit = ExceededLimit is { } limit ? Known(limit, nameof(ExceededLimit)) : null,
            LastErrorLine = LastErrorLine,
            Stages = Map(Stages, static stage => stage.ToStage(), nameof(Stages)),
        };

    internal static string Required(string? text, string name) => text ?? throw Missing(name);

    internal static TTo[] Map<TFrom, TTo>(IReadOnlyList<TFrom?>? items, Func<TFrom, TTo> map, string name)
        where TFrom : class =>
        [.. (items ?? []).Select(item => map(item ?? throw new FormatException($"{name} has an item that is null")))];

    private static FormatException Missing(string name) => new($"It has no {name}");

    // A number is read as well, which need not be that of a value.
    private static T Known<T>(T value, string name)
        where T : struct, Enum =>
        Enum.IsDefined(value) ? value : throw new FormatException($"{value} is no {name}");
}

/// <summary>A <see cref="TreeMember"/> or a <see cref="ProcessSnapshot"/> as JSON tells it.</summary>
internal sealed class WrittenMember
{
    public int Id { get; set; }

    public int ParentId { get; set; }

    public string? Name { get; set; }

    public char State { get; set; }

    public TimeSpan? ProcessorTime { get; set; }

    public long? WorkingSet { get; set; }

    public string? CommandLine { get; set; }

    public string? WaitsOn { get; set; }

    public TreeMember ToMember() => new(Id, ParentId, Name ?? "", State);

    public ProcessSnapshot ToSnapshot() =>
        new(ToMember()) { ProcessorTime = ProcessorTime, WorkingSet = WorkingSet, CommandLine = CommandLine, WaitsOn = WaitsOn };
}

/// <summary>A <see cref="StageResult"/> as JSON tells it.</summary>
internal sealed class WrittenStage
{
    public string? FilePath { get; set; }

    public List<string?>? ArgumentList { get; set; }

    public string? WorkingDirectory { get; set; }

    public int ProcessId { get; set; }

    public bool Success { get; set; }

    public int? ExitCode { get; set; }

    public string? Signal { get; set; }

    public int? SignalNumber { get; set; }

    public string? StandardError { get; set; }

    public long StandardErrorLength { get; set; }

    public string? LastErrorLine { get; set; }

    public TimeSpan ProcessorTime { get; set; }

    public long? PeakWorkingSet { get; set; }

    public StageResult ToStage() => new(new KeptText(StandardError))
    {
        FilePath = WrittenResult.Required(FilePath, nameof(FilePath)),
        ArgumentList = WrittenResult.Map(ArgumentList, static argument => argument, nameof(ArgumentList)),
        WorkingDirectory = WorkingDirectory ?? "",
        ProcessId = ProcessId,
        Success = Success,
        ExitCode = ExitCode,
        Signal = Signal,
        SignalNumber = SignalNumber,
        StandardErrorLength = StandardErrorLength,
        LastErrorLine = LastErrorLine,
        ProcessorTime = ProcessorTime,
        PeakWorkingSet = PeakWorkingSet,
    };
}
