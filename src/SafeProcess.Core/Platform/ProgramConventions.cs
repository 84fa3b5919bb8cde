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

    /// <summary>Takes whole pages of memory from the system.</summary>
    /// <exception cref="OutOfMemoryException">It has none.</exception>
    public abstract nint AllocatePages(int length);

    /// <summary>Gives them back to it, all of them.</summary>
    public abstract void FreePages(nint address, int length);

    /// <summary>Whether a text can be passed to a program, or name a file, without becoming another.</summary>
    public virtual bool CanPass(string text) => true;

    /// <summary>Input, output and error: whether this process was started with each.</summary>
    public virtual IReadOnlyList<bool> FindStandardStreams() => [true, true, true];

    /// <summary>Whether a path leads to a pipe that has a name, the opening of which would wait for who holds its other end.</summary>
    public virtual bool IsNamedPipe(string path) => false;

    /// <summary>Opens one to write to it, without waiting.</summary>
    /// <exception cref="IOException">Nobody has it open to read, or it cannot be opened.</exception>
    public virtual FileStream OpenNamedPipe(string path) => throw new NotSupportedException();
}
