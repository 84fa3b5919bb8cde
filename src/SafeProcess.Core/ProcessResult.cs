namespace SafeProcess;

/// <summary>What became of a run: how it ended, what it wrote, what it used. Immutable and safe to share between threads.</summary>
/// <remarks>Of a pipeline (<see cref="ProcessSpec.PipedFrom"/>) the program is the last one; how the run ended is told by the last stage that failed, or by
/// the last one when none did. <see cref="Stages"/> tells of each.</remarks>
public sealed class ProcessResult
{
    private readonly OutputSink _output;

    internal ProcessResult(OutputSink output) => _output = output;

    /// <summary>The program as the system was asked to run it: the full path that was found.</summary>
    public required string FilePath { get; init; }

    /// <summary>The arguments as they were passed.</summary>
    public required IReadOnlyList<string> ArgumentList { get; init; }

    /// <summary>The directory the program started in.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>The system's id of the program. After the run it may belong to another process.</summary>
    public required int ProcessId { get; init; }

    /// <summary>How the run ended.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>True when the program exited by itself with one of <see cref="ProcessSpec.SuccessExitCode"/>; of a pipeline, when every stage
    /// succeeded (<see cref="StageResult.Success"/>).</summary>
    public required bool Success { get; init; }

    /// <summary>The exit code; null unless the outcome is <see cref="Outcome.Exited"/>, and where nothing can tell it: SIGCHLD is ignored, or other code of this
    /// process reaped the program, on a Linux before 6.15.</summary>
    public required int? ExitCode { get; init; }

    /// <summary>The name of the signal that ended the program (<c>SIGKILL</c>), whoever sent it; null when none did.</summary>
    public required string? Signal { get; init; }

    /// <summary>The number of <see cref="Signal"/>; null when no signal ended the program.</summary>
    public required int? SignalNumber { get; init; }

    /// <summary>What the program wrote on standard output, as far as the sink keeps text; else null. Decoded when first read.</summary>
    public string? StandardOutput => _output.StandardOutput.Text;

    /// <summary>What the program wrote on standard error, as far as the sink keeps text; else null. Decoded when first read.</summary>
    public string? StandardError => _output.StandardError.Text;

    /// <summary>Bytes drained from standard output, kept or not.</summary>
    public required long StandardOutputLength { get; init; }

    /// <summary>Bytes drained from standard error, kept or not.</summary>
    public required long StandardErrorLength { get; init; }

    /// <summary>When the program was started.</summary>
    public required DateTimeOffset StartTime { get; init; }

    /// <summary>From the start of the program to the end of the run.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>User and system time of the program and of those of its descendants that it waited for
    /// (<c>getrusage(2)</c>), of all stages together; in a control group, and in a Job Object, that of the whole tree.</summary>
    public required TimeSpan ProcessorTime { get; init; }

    /// <summary>The most memory the program, or one descendant it waited for, held at once, in bytes; null where the system's
    /// account cannot tell it from the host's: Linux counts into <c>ru_maxrss</c> what the host held at the start
    /// (<c>exec_mmap</c> in the kernel's fs/exec.c), so only a peak above the host's own is the program's.
    /// In a control group that counts memory it is the peak of the whole tree; in a Job Object the most memory that
    /// all of it had committed at once.</summary>
    public required long? PeakWorkingSet { get; init; }

    /// <summary>True when a deadline ended the run.</summary>
    public bool TimedOut => Outcome is Outcome.TimedOut or Outcome.IdleTimedOut;

    /// <summary>The descendants that were still alive when the program had exited.</summary>
    public required IReadOnlyList<TreeMember> Orphans { get; init; }

    /// <summary>After the stop ladder: the tree as it stood when the ladder began. Empty otherwise.</summary>
    public required IReadOnlyList<ProcessSnapshot> Diagnosis { get; init; }

    /// <summary>What held the tree.</summary>
    public required Containment Containment { get; init; }

    /// <summary>Which limit the tree exceeded; null unless the outcome is <see cref="Outcome.LimitExceeded"/>.</summary>
    public required ResourceLimit? ExceededLimit { get; init; }

    /// <summary>The last line of standard error that is not blank, at most 1 KiB of it; null when there is none.</summary>
    public required string? LastErrorLine { get; init; }

    /// <summary>What became of each program of a pipeline, the first first. Empty for a single program, of which the result itself tells all.</summary>
    public IReadOnlyList<StageResult> Stages { get; init; } = [];

    /// <summary>The index of the stage that tells how the run ended.</summary>
    internal int DecidingStage { get; init; }

    /// <summary>Program, outcome and duration in one line.</summary>
    public override string ToString() => ResultMessage.Compose(this);
}
