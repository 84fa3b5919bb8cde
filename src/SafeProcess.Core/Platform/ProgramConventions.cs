using System.Text;
using SafeProcess.Platform.Unix;
using SafeProcess.Platform.Windows;

namespace SafeProcess.Platform;

/// <summary>What programs of a system expect, and may be expected to do: how they are asked to end, how they write text, whose their files are.</summary>
internal abstract class ProgramConventions
{
    /// <summary>Those of the system the host runs on.</summary>
    public static ProgramConventions Current { get; } = OperatingSystem.IsWindows() ? new WindowsConventions() : new UnixConventions();

    /// <summary>The stop signals that one program can be sent.</summary>
    public abstract IReadOnlyList<StopSignal> StopSignals { get; }

    /// <summary>What they say on standard error when nobody reads their output any more; one of these is part of the line.</summary>
    public abstract IReadOnlyList<string> WordsOfBrokenPipe { get; }

    /// <summary>Whether they get their arguments as one text, which each of them takes apart itself.</summary>
    public abstract bool TakeRawText { get; }

    /// <summary>How they write text.</summary>
    public abstract Encoding OutputEncoding { get; }

    /// <summary>How they read it.</summary>
    public abstract Encoding InputEncoding { get; }

    /// <summary>What is typed at a terminal.</summary>
    public abstract ITerminalKeys TerminalKeys { get; }

    /// <summary>Has these options make a new file one that its owner alone may read and write.</summary>
    public abstract void KeepPrivate(FileStreamOptions options);
}
