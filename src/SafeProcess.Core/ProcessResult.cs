using System.Text;

namespace SafeProcess;

/// <summary>What became of a run: how it ended, what it wrote, what it used. Immutable and safe to share between threads.</summary>
/// <remarks>Of a pipeline (<see cref="ProcessSpec.PipedFrom"/>) the program is the last one; how the run ended is told by the last stage that failed, or by
/// the last one when none did. <see cref="Stages"/> tells of each.</remarks>
public sealed class ProcessResult
{
    private readonly OutputSink _output;

    internal ProcessResult(OutputSink output) => _output = output;

    /// <summary>The program as the system was asked to run it: the full path that was found.</summary>
    public string FilePath { get; internal init; } = null!;

    /// <summary>The arguments as they were passed; <see cref="SecretMask.Hidden"/> in place of secrets (<see cref="ProcessSpec.SensitiveArguments"/>).</summary>
    public IReadOnlyList<string> ArgumentList { get; internal init => field = new ResultList<string>(value); } = new ResultList<string>([]);

    /// <summary>The directory the program started in.</summary>
    public string WorkingDirectory { get; internal init; } = null!;

    /// <summary>The system's id of the program. After the run it may belong to another process.</summary>
    public int ProcessId { get; internal init; }

    /// <summary>How the run ended.</summary>
    public Outcome Outcome { get; internal init; }

    /// <summary>True when the program exited by itself with one of <see cref="ProcessSpec.SuccessExitCode"/>; of a pipeline, when every stage
    /// succeeded (<see cref="StageResult.Success"/>).</summary>
    public bool Success { get; internal init; }

    /// <summary>The exit code; null unless the outcome is <see cref="Outcome.Exited"/> or <see cref="Outcome.OrphansStopped"/>, and where nothing can tell it: SIGCHLD is ignored, or other code of this
    /// process reaped the program, on a Linux before 6.15.</summary>
    public int? ExitCode { get; internal init; }

    /// <summary>What the program itself exited with, even though it was asked to end; null when a signal ended it, and where nothing can tell. It says nothing of
    /// success: a run that was stopped has none.</summary>
    public int? ProgramExitCode { get; internal init; }

    /// <summary>The name of the signal that ended the program (<c>SIGKILL</c>), whoever sent it; null when none did.</summary>
    public string? Signal { get; internal init; }

    /// <summary>The number of <see cref="Signal"/>; null when no signal ended the program.</summary>
    public int? SignalNumber { get; internal init; }

    /// <summary>What the program wrote on standard output, as far as the sink keeps text; else null. Decoded when first read.</summary>
    public string? StandardOutput => _output.StandardOutput.Text;

    /// <summary>What the program wrote on standard error, as far as the sink keeps text; else null. Decoded when first read.</summary>
    public string? StandardError => _output.StandardError.Text;

    /// <summary>Bytes drained from standard output, kept or not.</summary>
    public long StandardOutputLength { get; internal init; }

    /// <summary>Bytes drained from standard error, kept or not.</summary>
    public long StandardErrorLength { get; internal init; }

    /// <summary>True when some of the output did not reach whoever takes it: after a stop it took nothing for 250 ms (for the rest of the grace period too, where there
    /// was one), and was given up.</summary>
    public bool OutputIncomplete { get; internal init; }

    /// <summary>When the program was started.</summary>
    public DateTimeOffset StartTime { get; internal init; }

    /// <summary>From the start of the program to the end of the run.</summary>
    public TimeSpan Duration { get; internal init; }

    /// <summary>User and system time of the program and of those of its descendants that it waited for
    /// (<c>getrusage(2)</c>), of all stages together; in a control group, and in a Job Object, that of the whole tree.</summary>
    public TimeSpan ProcessorTime { get; internal init; }

    /// <summary>The most memory the program, or one descendant it waited for, held at once, in bytes; null where the system's
    /// account cannot tell it from the host's: Linux counts into <c>ru_maxrss</c> what the host held at the start
    /// (<c>exec_mmap</c> in the kernel's fs/exec.c), so only a peak above the host's own is the program's.
    /// In a control group that counts memory it is the peak of the whole tree; in a Job Object the most memory that
    /// all of it had committed at once.</summary>
    public long? PeakWorkingSet { get; internal init; }

    /// <summary>True when a deadline ended the run.</summary>
    public bool TimedOut => Outcome is Outcome.TimedOut or Outcome.IdleTimedOut;

    /// <summary>The descendants that were still alive when the program had exited; of a run that was stopped, what could not be ended.</summary>
    public IReadOnlyList<TreeMember> Orphans { get; internal init => field = new ResultList<TreeMember>(value); } = new ResultList<TreeMember>([]);

    /// <summary>What nothing could end when the tree was stopped (another user's by then, in uninterruptible sleep), and what runs on; usually none.</summary>
    public IReadOnlyList<TreeMember> Survivors { get; internal init => field = new ResultList<TreeMember>(value); } = new ResultList<TreeMember>([]);

    /// <summary>After the stop ladder: the tree as it stood when the ladder began. Empty otherwise.</summary>
    public IReadOnlyList<ProcessSnapshot> Diagnosis { get; internal init => field = new ResultList<ProcessSnapshot>(value); } = new ResultList<ProcessSnapshot>([]);

    /// <summary>What held the tree.</summary>
    public Containment Containment { get; internal init; }

    /// <summary>Which limit the tree exceeded; null unless the outcome is <see cref="Outcome.LimitExceeded"/>.</summary>
    public ResourceLimit? ExceededLimit { get; internal init; }

    /// <summary>The last line of standard error that is not blank, at most 1 KiB of it; null when there is none.</summary>
    public string? LastErrorLine { get; internal init; }

    /// <summary>What became of each program of a pipeline, the first first. Empty for a single program, of which the result itself tells all.</summary>
    public IReadOnlyList<StageResult> Stages { get; internal init => field = new ResultList<StageResult>(value); } = new ResultList<StageResult>([]);

    /// <summary>This result when it is a success. For who wants an error instead of an outcome.</summary>
    /// <exception cref="ProcessFailedException">It is none; <see cref="ProcessFailedException.Result"/> is this result.</exception>
    public ProcessResult EnsureSuccess() => Success ? this : throw ProcessFailedException.For(this);

    /// <summary>This result as one JSON object on one line: the names are those of the properties, values of enumerations are names, lengths of time are seconds. It is
    /// what <c>safeprocess --json</c> writes.</summary>
    public string ToJson() => ResultJson.Text(this);

    /// <summary>Reads back what <see cref="ToJson"/> has written: every property has the value it had. Half of a character (a lone surrogate), which JSON has no room for, comes
    /// back as U+FFFD.</summary>
    /// <param name="json">One JSON object. Properties that a result does not have are skipped; one that is missing has its default: null, zero, false, empty. Only
    /// <see cref="FilePath"/> and <see cref="Outcome"/> must be there.</param>
    /// <exception cref="FormatException">It is no result; the message says where and why. <see cref="Exception.InnerException"/> has the reader's own words.</exception>
    public static ProcessResult FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return FromJson(Encoding.UTF8.GetBytes(json));
    }

    /// <summary>Reads back what <see cref="ToJson"/> has written, from its bytes.</summary>
    /// <inheritdoc cref="FromJson(string)"/>
    /// <param name="utf8Json">One JSON object in UTF-8, without a byte order mark.</param>
    public static ProcessResult FromJson(ReadOnlySpan<byte> utf8Json) => ResultJson.Read(utf8Json);

    /// <summary>Program, outcome and duration in one line.</summary>
    public override string ToString() => ResultMessage.Compose(this);
}
