using System.Text;

namespace SafeProcess;

/// <summary>Where the drained bytes of one stream go. A run calls it from one thread at a time, but not always the same one.</summary>
public abstract class StreamSink
{
    /// <summary>The encoding of what the program writes, for messages that quote it. That of the system's programs unless a sink knows better.</summary>
    public virtual Encoding Encoding => TextDecoding.Lenient(null);

    /// <summary>The text that was kept, for sinks that keep text; else null. Read it after the run.</summary>
    public virtual string? Text => null;

    /// <summary>Takes a chunk. Must not block: it is called on the thread that drains other runs as well.
    /// Work that takes time returns a task that is not yet complete; the program is held back until it is, as by a shell's pipe,
    /// and the other stream goes on.</summary>
    /// <param name="chunk">The bytes; valid until the returned task completes.</param>
    /// <param name="cancellationToken">Canceled when the run waits for nothing but this: its tree was stopped and has ended. A sink that holds the program back
    /// takes what is left without waiting (at most what was in the pipe). One that goes on waiting is soon given up, which <see cref="ProcessResult.OutputIncomplete"/> says.</param>
    /// <returns>False when the sink is full: the run then ends with <see cref="Outcome.OutputLimitExceeded"/>, and what
    /// comes after is drained and dropped.</returns>
    public abstract ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken);

    /// <summary>The stream has ended, or is no longer read. Called exactly once, after the last write.
    /// Same rules as <see cref="WriteAsync"/>.</summary>
    /// <returns>False when the sink turned out to be full.</returns>
    public virtual ValueTask<bool> CompleteAsync(CancellationToken cancellationToken) => new(true);

    /// <summary>Whether taking a chunk runs code that is not the library's, which may compute or block although it must not.</summary>
    internal virtual bool IsForeign => true;

    /// <summary>An empty one that keeps text as this one does, for the part that one stage of a pipeline wrote; null for sinks that keep none.</summary>
    internal virtual StreamSink? OfSameKind() => null;
}
