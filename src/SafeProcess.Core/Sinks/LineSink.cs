using System.Text;

namespace SafeProcess;

/// <summary>Splits a stream into lines and hands them on while the program runs.</summary>
/// <remarks>A line ends with LF or CR LF, which are not part of it; a CR alone is an ordinary character. The last line need not end in
/// a newline. Decoding is incremental: a character split across reads is one character, an invalid byte becomes U+FFFD,
/// a NUL is kept, a byte order mark at the start is removed.</remarks>
public sealed class LineSink : StreamSink
{
    /// <summary>Takes the lines of one read, in order. The list is the receiver's to keep. A task that is not yet complete holds the
    /// program back.</summary>
    public delegate ValueTask LineReceiver(IReadOnlyList<string> lines, CancellationToken cancellationToken);

    /// <summary>A sink that hands lines to a receiver.</summary>
    /// <param name="receive">Takes the lines; must not block.</param>
    /// <param name="encoding">UTF-8 when null.</param>
    /// <param name="limit">The longest line in bytes; a longer one ends the run with <see cref="Outcome.OutputLimitExceeded"/>,
    /// and what was read of it is handed on.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is out of range (1 to 2,147,483,591).</exception>
    public LineSink(LineReceiver receive, Encoding? encoding = null, long limit = OutputSink.DefaultLimit)
    {
        ArgumentNullException.ThrowIfNull(receive);
        throw new NotImplementedException();
    }

    /// <inheritdoc/>
    public override ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <inheritdoc/>
    public override ValueTask<bool> CompleteAsync(CancellationToken cancellationToken) => throw new NotImplementedException();
}
