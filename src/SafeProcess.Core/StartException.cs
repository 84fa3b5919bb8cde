namespace SafeProcess;

/// <summary>Why a program could not be started.</summary>
public enum StartFailure
{
    /// <summary>No such file, or no program of that name on PATH.</summary>
    CommandNotFound,

    /// <summary>The file is there but is no program: a directory, not marked executable, an unknown format, a bad interpreter.</summary>
    NotExecutable,

    /// <summary>The system forbids this user to run it.</summary>
    PermissionDenied,

    /// <summary>The working directory does not exist, is no directory or may not be entered.</summary>
    WorkingDirectoryNotFound,

    /// <summary>Arguments and environment together exceed what the system passes on (<c>execve(2)</c>, E2BIG).</summary>
    ArgumentListTooLong,

    /// <summary>An argument holds what this kind of program would read as something else: quotes, percent signs, exclamation marks and line breaks
    /// for a batch file of Windows.</summary>
    ArgumentRefused,

    /// <summary>The host or the system has no descriptor left (EMFILE, ENFILE).</summary>
    TooManyDescriptors,

    /// <summary>The user or the system has no process left (EAGAIN).</summary>
    TooManyProcesses,

    /// <summary>A limit of the spec cannot be enforced here; the message names it and what is missing.</summary>
    LimitNotEnforceable,

    /// <summary>The file of standard input (<see cref="ProcessInput.FromFile"/>) cannot be read.</summary>
    InputNotReadable,

    /// <summary>There is no terminal to be had (<see cref="ProcessSpec.Terminal"/>).</summary>
    TerminalNotAvailable,

    /// <summary>What must hold the tree cannot be had here (<see cref="ProcessSpec.Containment"/>).</summary>
    ContainmentNotAvailable,

    /// <summary>This platform is not supported yet.</summary>
    PlatformNotSupported,

    /// <summary>Anything else; the message holds the system's words.</summary>
    Other,
}

/// <summary>A program could not be started; nothing runs and nothing is left.</summary>
public sealed class StartException : Exception
{
    internal StartException(StartFailure failure, string filePath, string message, Exception? inner = null)
        : base(VisibleText.Line(message), inner)
    {
        Failure = failure;
        FilePath = filePath;
    }

    private StartException(StartException failure, int stage, int stages)
        : this(failure.Failure, failure.FilePath, $"Stage {stage} of {stages}: {failure.Message}", failure.InnerException) => Stage = stage;

    /// <summary>Why.</summary>
    public StartFailure Failure { get; }

    /// <summary>The program that was asked for.</summary>
    public string FilePath { get; }

    /// <summary>Which stage of a pipeline it is, counted from 1; null for a single program. Those before it were ended, or never started.</summary>
    public int? Stage { get; }

    /// <summary>The error for a file of standard input that the system does not open.</summary>
    internal static StartException InputNotReadable(ProcessSpec spec, string why) => new(
        StartFailure.InputNotReadable, spec.FilePath, $"'{spec.FilePath}' was not started: its input '{spec.Input.FilePath}' cannot be read: {why.TrimEnd('.')}.");

    /// <summary>The error for a terminal that the system does not give.</summary>
    internal static StartException TerminalNotAvailable(ProcessSpec spec, string why) => new(
        StartFailure.TerminalNotAvailable, spec.FilePath, $"'{spec.FilePath}' was not started: there is no terminal to be had: {why.TrimEnd('.')}.");

    /// <summary>The error for a containment that cannot be had.</summary>
    internal static StartException ContainmentNotAvailable(ProcessSpec spec, Containment containment, string why) => new(
        StartFailure.ContainmentNotAvailable, spec.FilePath, $"'{spec.FilePath}' was not started: nothing can hold it as Containment {containment} asks: {why.TrimEnd('.')}.");

    /// <summary>The same failure as that of one stage of a pipeline.</summary>
    internal StartException AtStage(int stage, int stages) => new(this, stage, stages);
}
