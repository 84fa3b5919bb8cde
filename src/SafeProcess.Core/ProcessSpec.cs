using System.Collections.ObjectModel;
using System.Diagnostics;

namespace SafeProcess;

/// <summary>What to run, and within which limits. Immutable, with copies of the lists it is given: derive a changed copy with <c>with</c>.
/// <see cref="ProcessRunner.RunAsync"/> checks every value before it starts anything.</summary>
/// <remarks>A pipeline of programs is the spec of its last program, joined to those before it: <c>a | b | c</c>.</remarks>
public sealed partial record ProcessSpec
{
    private static readonly TimeSpan _usualGracePeriod = TimeSpan.FromSeconds(2);

    /// <summary>A spec for a program and its arguments.</summary>
    /// <param name="filePath">See <see cref="FilePath"/>.</param>
    /// <param name="argumentList">See <see cref="ArgumentList"/>.</param>
    public ProcessSpec(string filePath, params string[] argumentList)
    {
        FilePath = filePath;
        ArgumentList = argumentList;
    }

    /// <summary>The program: a path (anything with a directory separator), or a name to be found on PATH.
    /// On Windows with the extensions of PATHEXT that are programs (COM, EXE, BAT, CMD).
    /// A relative path is relative to the host's current directory, not to <see cref="WorkingDirectory"/>.
    /// The PATH searched is the one that <see cref="Environment"/> sets, else the host's.</summary>
    public string FilePath { get; init; }

    /// <summary>The arguments, each passed to the program exactly: no shell, no quoting, no expansion.</summary>
    /// <remarks>Windows: the whole command line has at most 32,766 characters. A batch file is run by cmd.exe, which reads its arguments anew: one with a
    /// quote, a percent sign, an exclamation mark or a line break is refused, as <see cref="StartFailure.ArgumentRefused"/>.</remarks>
    // A list whose text is no item of it: the text of a record is that of its properties, and arguments may be secret.
    public IReadOnlyList<string> ArgumentList { get; init => field = value is null ? null! : Array.AsReadOnly([.. value]); }

    /// <summary>Whether the last of <see cref="ArgumentList"/> is no argument but text that is put behind the others as it stands, for a program that reads its command
    /// line itself, such as cmd.exe. Only Windows gives a program one text; elsewhere this is refused before the start, and so it is for a batch file.</summary>
    public bool IsLastArgumentRaw { get; init; }

    /// <summary>The directory the program starts in; null means the host's current directory. It must exist.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Variables to add or replace; a null value removes the variable.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init => field = value is null ? null! : new Dictionary<string, string?>(value); } =
        ReadOnlyDictionary<string, string?>.Empty;

    /// <summary>Start from an empty environment instead of the host's.</summary>
    public bool CleanEnvironment { get; init; }

    /// <summary>What the program reads on standard input. The default is empty: the program sees end of file. In a pipeline that of the first stage.</summary>
    public ProcessInput Input { get; init; } = ProcessInput.Empty;

    /// <summary>The deadline of the whole run; null means none. More than zero, at most 49 days.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The longest silence on both streams together; null means no limit. More than zero, at most 49 days.</summary>
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>The time between the stop signal and SIGKILL. Zero kills at once; at most 49 days. 2 seconds by default.</summary>
    public TimeSpan GracePeriod { get; init; } = _usualGracePeriod;

    /// <summary>The signal that asks the tree to end. SIGTERM by default.</summary>
    public StopSignal StopSignal { get; init; } = StopSignal.SIGTERM;

    /// <summary>What happens to descendants that outlive the program.</summary>
    public OrphanPolicy OrphanPolicy { get; init; }

    /// <summary>Exit codes that count as success. At least one; 0 by default.</summary>
    public IReadOnlyList<int> SuccessExitCode { get; init => field = value is null ? null! : Array.AsReadOnly([.. value]); } = Array.AsReadOnly([0]);

    /// <summary>Gives the program one pipe for both streams, so that standard output holds both in the order they were
    /// written. The sink for standard error then receives nothing. In a pipeline the next stage reads both.</summary>
    public bool MergeStandardError { get; init; }

    /// <summary>The size of a terminal that the program is given instead of pipes; null means no terminal. Not for a pipeline.</summary>
    /// <remarks>A pseudo-terminal of its own (<c>pty(7)</c>; on Windows a pseudo console), the controlling terminal of its session: programs write line by line,
    /// ask for passwords, show colours. Both streams come as standard output, with the escape sequences that the program writes (<see cref="PlainTextSink"/>
    /// takes them out). <see cref="Input"/> is typed: bytes are keys (3 is Ctrl+C), and a line has at most 4,095 bytes until the program asks for single keys.
    /// Its end is typed as well, also that of an empty one: Ctrl+D, every 250 ms until the program has ended; on Windows Ctrl+Z and Enter, once. The terminal does not
    /// show what is typed and leaves LF as it is; a program may change both. One that throws away what was typed before it asks, as for a password, is to be
    /// answered after it asked. Descendants in the foreground get SIGHUP when the program exits, as at any terminal. macOS: a start error.</remarks>
    public TerminalSize? Terminal { get; init; }

    /// <summary>The most memory the whole tree may hold, in bytes; null means no limit. At least 1 MiB.</summary>
    /// <remarks>Linux: <c>memory.max</c> of a control group that is delegated to the user; without one it is a start error. The kernel ends the tree.
    /// Windows: the committed memory of the job; what asks for more is refused it, and the tree is taken down the stop ladder.</remarks>
    public long? MemoryLimit { get; init; }

    /// <summary>The most processes and threads the tree may have at once; null means no limit. At least 1.</summary>
    /// <remarks>Linux: <c>pids.max</c> of a control group that is delegated to the user; without one it is a start error. The first start that fails
    /// for it takes the tree down the stop ladder. Windows: the active processes of the job, not their threads; what is started beyond ends at once, and
    /// the tree with it.</remarks>
    public int? ProcessLimit { get; init; }

    /// <summary>The most processor time, user and system, the tree may use; null means no limit. More than zero, at most 49 days.</summary>
    /// <remarks>Linux: in a control group of cgroup v2 the time of the whole tree counts. Everywhere each single process is sent SIGXCPU when its own
    /// time reaches the limit, rounded up to a second, and SIGKILL after as many more seconds as the grace period has, at least one
    /// (<c>RLIMIT_CPU</c> in <c>setrlimit(2)</c>). What ends a descendant so is no outcome of the run.
    /// Windows: the time of the whole job, looked at when it can have been used up.</remarks>
    public TimeSpan? CpuTimeLimit { get; init; }

    /// <summary>The most descriptors each process of the tree may have open; null means the host's own limit. At least 3, at most the
    /// host's own hard limit.</summary>
    /// <remarks>Linux: <c>RLIMIT_NOFILE</c>. A program that wants more sees EMFILE; that is no outcome of the run. Windows has no such
    /// limit: it is a start error.</remarks>
    public int? OpenFileLimit { get; init; }

    /// <summary>What the whole tree is worth to the system's scheduler, from the program's first instruction; null means the host's own priority.</summary>
    /// <remarks>Linux: the nice value (<c>setpriority(2)</c>): 19 for Idle, 10, 0, -6, -11 and -19 for RealTime. Below the host's own only root may go, or whom
    /// <c>RLIMIT_NICE</c> lets; for others it is a start error. Windows: the priority class, of which descendants inherit Idle and BelowNormal alone. macOS: a
    /// start error.</remarks>
    public ProcessPriorityClass? Priority { get; init; }

    /// <summary>What must hold the tree; null means the best of what costs nothing: a control group where one is delegated, else a session, on Windows a
    /// Job Object. Where it cannot be had the start fails (<see cref="StartFailure.ContainmentNotAvailable"/>). What is better may hold the tree besides.</summary>
    /// <remarks><see cref="SafeProcess.Containment.Namespace"/>: Linux, for root or a user with CAP_SYS_ADMIN. Not with <see cref="SafeProcess.OrphanPolicy.Keep"/>:
    /// nothing outlives the namespace. Inside it processes have other numbers than those of <c>/proc</c>, which stays the system's: what a shell says as
    /// <c>$$</c> is not found there. <see cref="SafeProcess.Containment.Session"/>: Linux and macOS.</remarks>
    public Containment? Containment { get; init; }

    /// <summary>Whether <see cref="ProcessResult.Diagnosis"/> holds arguments and the paths of open files as well. Not by default: they may
    /// hold secrets.</summary>
    public bool DiagnoseArguments { get; init; }
}
