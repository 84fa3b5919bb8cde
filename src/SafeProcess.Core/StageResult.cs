namespace SafeProcess;

/// <summary>What became of one program of a pipeline. Immutable and safe to share between threads.</summary>
public sealed class StageResult
{
    private readonly StreamSink? _error;

    internal StageResult(StreamSink? error) => _error = error;

    /// <inheritdoc cref="ProcessResult.FilePath"/>
    public string FilePath { get; internal init; } = null!;

    /// <inheritdoc cref="ProcessResult.ArgumentList"/>
    public IReadOnlyList<string> ArgumentList { get; internal init => field = new ResultList<string>(value); } = new ResultList<string>([]);

    /// <inheritdoc cref="ProcessResult.WorkingDirectory"/>
    public string WorkingDirectory { get; internal init; } = null!;

    /// <inheritdoc cref="ProcessResult.ProcessId"/>
    public int ProcessId { get; internal init; }

    /// <summary>True when the program exited by itself with one of <see cref="ProcessSpec.SuccessExitCode"/>, and when it ended because a later stage
    /// read no further: by SIGPIPE, with exit code 141 (a shell's word for it), or with the words of a broken pipe once nobody had its pipe open to read.</summary>
    public bool Success { get; internal init; }

    /// <summary>The exit code; null when a signal ended the program, or nothing could.</summary>
    public int? ExitCode { get; internal init; }

    /// <inheritdoc cref="ProcessResult.Signal"/>
    public string? Signal { get; internal init; }

    /// <inheritdoc cref="ProcessResult.SignalNumber"/>
    public int? SignalNumber { get; internal init; }

    /// <summary>What this program wrote on standard error, as far as text is kept of it; else null. Decoded when first read.</summary>
    public string? StandardError => _error?.Text;

    /// <summary>Bytes drained from its standard error, kept or not.</summary>
    public long StandardErrorLength { get; internal init; }

    /// <inheritdoc cref="ProcessResult.LastErrorLine"/>
    public string? LastErrorLine { get; internal init; }

    /// <summary>User and system time of the program and of those of its descendants that it waited for; on Windows of the program alone.</summary>
    public TimeSpan ProcessorTime { get; internal init; }

    /// <summary>The most memory the program, or one descendant it waited for, held at once, in bytes; null where the system's account cannot tell
    /// it from the host's (see <see cref="ProcessResult.PeakWorkingSet"/>).</summary>
    public long? PeakWorkingSet { get; internal init; }

    /// <summary>Program and how it ended.</summary>
    public override string ToString() => ResultMessage.Compose(this);
}
