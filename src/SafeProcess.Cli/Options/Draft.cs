namespace SafeProcess.Cli;

/// <summary>A command line while it is being read.</summary>
internal sealed class Draft
{
    /// <summary>The run, as far as it is known; the program comes last.</summary>
    public ProcessSpec Spec { get; set; } = new("");

    public Dictionary<string, string?> Environment { get; } = [];

    public List<string> SensitiveArguments { get; } = [];

    public long? OutputLimit { get; set; }

    public bool Json { get; set; }

    public bool Verbose { get; set; }

    public bool PreserveStatus { get; set; }

    /// <summary>What is printed instead of a run; null for a run.</summary>
    public Func<string>? Page { get; set; }

    /// <summary>What is asked for.</summary>
    /// <exception cref="UsageException">Two options do not go together.</exception>
    /// <exception cref="InvalidSpecException">There is no argument at a position that is said to be secret.</exception>
    public RunRequest ToRequest()
    {
        if (OutputLimit is not null && !Json)
            throw new UsageException("--output-limit is for captured output: it needs --json.");
        if (Spec.DiagnoseArguments && !Json)
            throw new UsageException("--diagnose-arguments is for the result: it needs --json.");
        var spec = Spec with
        {
            Environment = Environment,
            SensitiveArguments = SensitiveWords.Parse(SensitiveArguments).Find(Spec.FilePath, Spec.ArgumentList),
            Input = StandardStream.Input(),
        };
        return new RunRequest(spec, OutputLimit ?? OutputSink.DefaultLimit, Json, Verbose, PreserveStatus);
    }
}
