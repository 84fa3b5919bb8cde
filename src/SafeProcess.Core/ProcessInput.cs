using System.Runtime.CompilerServices;
using System.Text;
using SafeProcess.Platform;

namespace SafeProcess;

/// <summary>Where a run's standard input comes from. It is fed while the outputs drain; a program that closes its
/// input early is no error, and what it did not read is dropped.</summary>
public sealed class ProcessInput
{
    private ProcessInput(IAsyncEnumerable<ReadOnlyMemory<byte>>? chunks) => Chunks = chunks;

    /// <summary>No input: the program sees end of file at once.</summary>
    public static ProcessInput Empty { get; } = new(null);

    /// <summary>What the caller writes while the program runs (<see cref="ProcessRun.StandardInput"/>). For <see cref="IProcessRunner.Start"/>: who only waits for the end has
    /// nothing to write to, and is refused.</summary>
    public static ProcessInput Open { get; } = new(Nothing()) { IsOpen = true };

    /// <summary>The encoding of text unless another is given: UTF-8; on Windows the console's, as it is now.</summary>
    public static Encoding DefaultEncoding => ProgramConventions.Current.InputEncoding;

    /// <summary>Chunks of bytes in order; null for no input.</summary>
    internal IAsyncEnumerable<ReadOnlyMemory<byte>>? Chunks { get; }

    /// <summary>Whether the chunks are those of each run's own.</summary>
    internal bool IsOpen { get; private init; }

    /// <summary>The file that the program reads itself; null when the host feeds it.</summary>
    internal string? FilePath { get; private init; }

    /// <summary>A file, which the program gets itself: no byte passes through the host. It is opened anew with each start.</summary>
    /// <param name="path">The file; relative to the host's current directory, as it is now.</param>
    /// <exception cref="ArgumentException">The path is null or empty, or relative where the current directory was removed. A file that cannot be read is a <see cref="StartException"/> of the run
    /// (<see cref="StartFailure.InputNotReadable"/>).</exception>
    public static ProcessInput FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return new(null) { FilePath = Path.GetFullPath(path) };
        }
        catch (IOException failure)
        {
            throw new ArgumentException($"'{path}' is relative to the host's current directory, which does not exist any more.", nameof(path), failure);
        }
    }

    /// <summary>These bytes, then end of file.</summary>
    public static ProcessInput FromBytes(ReadOnlyMemory<byte> bytes) => new(Single(bytes));

    /// <summary>This text without a byte order mark, then end of file.</summary>
    /// <param name="text">The text; no newline is added.</param>
    /// <param name="encoding"><see cref="DefaultEncoding"/> when null.</param>
    /// <exception cref="EncoderFallbackException">The text has a character that the encoding lacks, and the encoding no fallback of the caller's own
    /// (see <see cref="Exact"/>).</exception>
    public static ProcessInput FromText(string text, Encoding? encoding = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return FromBytes(Exact(encoding ?? DefaultEncoding).GetBytes(text));
    }

    /// <summary>The same encoding, which throws <see cref="EncoderFallbackException"/> on a character that it lacks, where it would write a question mark or
    /// what looks similar. One with a fallback that is not .NET's own stays as it is: who gave it that has decided.</summary>
    /// <param name="encoding">Of text for a program.</param>
    public static Encoding Exact(Encoding encoding)
    {
        ArgumentNullException.ThrowIfNull(encoding);
        if (HasOwnFallback(encoding))
            return encoding;
        var exact = (Encoding)encoding.Clone();
        exact.EncoderFallback = EncoderFallback.ExceptionFallback;
        return exact;
    }

    /// <summary>All of a stream from where it stands, read in 64 KiB pieces. The stream stays the caller's to dispose.</summary>
    public static ProcessInput FromStream(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new(Read(stream));
    }

    /// <summary>Bytes as they come. A chunk must stay unchanged until the next one is asked for. The enumeration is
    /// canceled when the run ends; an exception it throws ends the run down the stop ladder.</summary>
    public static ProcessInput FromChunks(IAsyncEnumerable<ReadOnlyMemory<byte>> chunks)
    {
        ArgumentNullException.ThrowIfNull(chunks);
        return new(chunks);
    }

    // What .NET itself puts in: a question mark, U+FFFD, or what looks similar, by a fallback that is not public.
    private static bool HasOwnFallback(Encoding encoding) => encoding.EncoderFallback switch
    {
        EncoderReplacementFallback replacement => replacement.DefaultString is not ("?" or "\uFFFD"),
        var fallback => fallback.GetType().IsPublic,
    };

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Nothing()
    {
        await Task.CompletedTask.ConfigureAwait(false);
        yield break;
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Single(ReadOnlyMemory<byte> bytes)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        yield return bytes;
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Read(
        Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var buffer = new byte[64 * 1024];
        int count;
        while ((count = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            yield return buffer.AsMemory(0, count);
    }
}
