using SafeProcess.Platform;
using SafeProcess.Runs;

namespace SafeProcess;

/// <summary>The programs of a run as the run sees them: each one's standard error and end, and which of them decides how the run ended.</summary>
internal sealed class RunStages
{
    private const int ExitCodeOfBrokenPipe = 141;

    private readonly IReadOnlyList<ProcessSpec> _specs;
    private readonly IReadOnlyList<ChildStage> _stages;
    private readonly Drain?[] _errors;
    private readonly StreamSink?[] _sinks;
    private readonly int[] _places;
    private int _ended;

    /// <param name="spec">What is run.</param>
    /// <param name="child">What was launched for it.</param>
    /// <param name="sink">Where its standard errors go.</param>
    /// <param name="drain">Makes a drain from a pipe to a sink.</param>
    public RunStages(ProcessSpec spec, IChild child, OutputSink sink, Func<IOutputPipe, StreamSink, Drain> drain)
    {
        _specs = spec.Stages();
        _stages = child.Stages;
        _errors = new Drain?[_stages.Count];
        _sinks = new StreamSink?[_stages.Count];
        _places = IsPipeline ? new int[_stages.Count] : [];
        var merged = IsPipeline ? new MergedErrors(sink.StandardError) : null;
        for (var index = 0; index < _stages.Count; index++)
        {
            if (_stages[index].StandardError is not { } error)
                continue;
            var own = index < sink.StageErrors.Count ? sink.StageErrors[index] : null;
            _sinks[index] = own ?? merged?.Add(sink.StandardError.OfSameKind()) ?? sink.StandardError;
            _errors[index] = drain(error, _sinks[index]!);
        }

        // From the last to the first: of those that have ended by now nobody knows the order, and a writer's word for a broken pipe then stands.
        Exited = IsPipeline ? Task.WhenAll(_stages.Select((stage, index) => (stage, index)).Reverse().Select(NoteEndAsync)) : _stages[0].Exited;
    }

    /// <summary>Completes when all programs have ended.</summary>
    public Task Exited { get; }

    public bool IsPipeline => _stages.Count > 1;

    /// <summary>Bytes drained so far, of all stages.</summary>
    public long ErrorLength
    {
        get
        {
            var length = 0L;
            foreach (var error in _errors)
                length += error?.Length ?? 0;
            return length;
        }
    }

    /// <summary>The drain of standard errors that heard of its stream last; null when none has.</summary>
    public Drain? Latest
    {
        get
        {
            Drain? latest = null;
            foreach (var error in _errors)
            {
                if (error is not null && error.LastTime > (latest?.LastTime ?? 0))
                    latest = error;
            }

            return latest;
        }
    }

    /// <summary>The last one, whose output is that of the run.</summary>
    public ChildStage Last => _stages[^1];

    public bool Contains(int processId)
    {
        foreach (var stage in _stages)
        {
            if (stage.ProcessId == processId)
                return true;
        }

        return false;
    }

    /// <summary>Starts the drains of all standard errors. Completes at the end of them and of another stream.</summary>
    public Task DrainAsync(Task output)
    {
        if (!IsPipeline)
            return _errors[0] is { } error ? Task.WhenAll(output, error.RunAsync()) : output;
        return Task.WhenAll([output, .. _errors.OfType<Drain>().Select(static error => error.RunAsync())]);
    }

    /// <inheritdoc cref="Drain.EndAtPresent"/>
    public void EndDrainsAtPresent(bool dropsRest)
    {
        foreach (var error in _errors)
            error?.EndAtPresent(dropsRest);
    }

    /// <inheritdoc cref="Drain.GiveUp"/>
    public void GiveUp()
    {
        foreach (var error in _errors)
            error?.GiveUp();
    }

    /// <summary>Whether some of a standard error did not reach its sink.</summary>
    public bool IsIncomplete => Array.Exists(_errors, static error => error is { IsIncomplete: true });

    /// <summary>The stage whose end is that of the run: the last one that failed, or the last.</summary>
    public int FindDeciding(IReadOnlyList<StageAccount>? accounts)
    {
        for (var index = _stages.Count - 1; accounts is not null && index >= 0; index--)
        {
            if (!Succeeded(index, accounts[index]))
                return index;
        }

        return _stages.Count - 1;
    }

    /// <summary>Whether a program did what was asked of it: pipefail's rule, but for those that ended because a later one read no further.</summary>
    public bool Succeeded(int index, StageAccount account) =>
        (account.ExitCode is { } code && _specs[index].SuccessExitCode.Contains(code)) || (index < _stages.Count - 1 && LostItsReader(index, account));

    /// <summary>The last line of a stage's standard error; null when there is none, or it goes where the output does.</summary>
    public string? LastLine(int index) => _errors[index]?.LastLine;

    /// <summary>The last line of the last stage that wrote one.</summary>
    public string? AnyLastLine()
    {
        for (var index = _stages.Count - 1; index >= 0; index--)
        {
            if (LastLine(index) is { } line)
                return line;
        }

        return null;
    }

    /// <summary>What became of each stage; none for a single program, whose own result says it.</summary>
    public IReadOnlyList<StageResult> Results(IReadOnlyList<StageAccount>? accounts, SecretMask mask) =>
        IsPipeline ? [.. _stages.Select((_, index) => Result(index, accounts?[index] ?? default, mask))] : [];

    private StageResult Result(int index, StageAccount account, SecretMask mask) => new(_sinks[index])
    {
        FilePath = _stages[index].FilePath,
        ArgumentList = mask.Hide(_specs[index].ArgumentList),
        WorkingDirectory = _stages[index].WorkingDirectory,
        ProcessId = _stages[index].ProcessId,
        Success = Succeeded(index, account),
        ExitCode = account.ExitCode,
        Signal = account.SignalName,
        SignalNumber = account.SignalNumber,
        StandardErrorLength = _errors[index]?.Length ?? 0,
        LastErrorLine = LastLine(index) is { } line ? mask.Hide(line) : null,
        ProcessorTime = account.ProcessorTime,
        PeakWorkingSet = account.PeakWorkingSet,
    };

    private bool LostItsReader(int index, StageAccount account) =>
        account.SignalName == "SIGPIPE" || account.ExitCode == ExitCodeOfBrokenPipe
        || (account.ExitCode is not null && (account.ReaderClosedFirst ?? EndedAfterItsReader(index)) && LastLine(index) is { } line && SaysSo(line));

    /// <summary>Where the system does not tell who closed the pipe first: a program that says of another pipe that it broke was not ended by its reader, which
    /// outlived it.</summary>
    private bool EndedAfterItsReader(int index) => _places[index + 1] < _places[index];

    private static bool SaysSo(string line)
    {
        foreach (var words in ProgramConventions.Current.WordsOfBrokenPipe)
        {
            if (line.Contains(words, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    /// <summary>Writes down who ended before whom: by whoever tells of the end, at once. Two that only wait for a thread may overtake each other.</summary>
    private Task NoteEndAsync((ChildStage Stage, int Index) one) => Task.WhenAll(
        one.Stage.Exited,
        one.Stage.Exited.ContinueWith(
            _ => _places[one.Index] = Interlocked.Increment(ref _ended), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default));
}
