using System.Text;

namespace SafeProcess.Unruly;

/// <summary>The standard streams without the console's buffers, encodings and forgiveness: one write is one write, and a
/// closed pipe is an error.</summary>
internal static class StandardStreams
{
    public static Stream Input { get; } = new DescriptorStream(0);

    public static Stream Output { get; } = new DescriptorStream(1);

    public static Stream Error { get; } = new DescriptorStream(2);

    public static void WriteOutput(string? text) => Output.Write(Encoding.UTF8.GetBytes(text ?? string.Empty));

    public static void WriteError(string? text) => Error.Write(Encoding.UTF8.GetBytes(text ?? string.Empty));

    /// <summary>The streams that <c>--to</c> names; standard output when it is absent.</summary>
    public static Stream[] Named(string? name) => name switch
    {
        null or "out" => [Output],
        "err" => [Error],
        "both" => [Output, Error],
        _ => throw new CommandLineException($"no such stream: {name}"),
    };

    public static void Close(int descriptor) => DescriptorStream.Close(descriptor);
}
