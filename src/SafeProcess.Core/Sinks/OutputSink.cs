using System.Text;

namespace SafeProcess;

/// <summary>Where the two streams of a run go. A sink serves one run, and one stream of it: the same for both is an error of the start.</summary>
/// <param name="StandardOutput">Takes standard output, or both streams when they are merged.</param>
/// <param name="StandardError">Takes standard error.</param>
public sealed record OutputSink(StreamSink StandardOutput, StreamSink StandardError)
{
    /// <summary>The captured bytes a stream may have unless told otherwise: 100 MB (104,857,600 bytes).</summary>
    public const long DefaultLimit = 100L * 1024 * 1024;

    /// <summary>Where single stages of a pipeline have their standard error, in the order of the stages. A stage whose entry is null or missing
    /// writes to <see cref="StandardError"/>, where the lines of several stages stand one after another, each whole; what it wrote is kept apart as well
    /// (<see cref="StageResult.StandardError"/>) if that keeps text. Each sink serves one stage.</summary>
    public IReadOnlyList<StreamSink?> StageErrors { get; init => field = value is null ? [] : [.. value]; } = [];

    /// <summary>Whether one sink would take two streams.</summary>
    internal bool TakesTwice
    {
        get
        {
            if (ReferenceEquals(StandardOutput, StandardError))
                return true;
            if (StageErrors.Count == 0)
                return false;
            var seen = new HashSet<StreamSink>(ReferenceEqualityComparer.Instance) { StandardOutput, StandardError };
            return StageErrors.Any(one => one is not null && !seen.Add(one));
        }
    }

    /// <summary>Keeps both streams as text.</summary>
    /// <param name="encoding">UTF-8 when null; on Windows that of the console.</param>
    /// <param name="limit">Bytes kept per stream.</param>
    public static OutputSink Text(Encoding? encoding = null, long limit = DefaultLimit) =>
        new(new TextSink(encoding, limit), new TextSink(encoding, limit));

    /// <summary>Counts the bytes of both streams and keeps none.</summary>
    public static OutputSink Discard() => new(new CountingSink(), new CountingSink());
}
