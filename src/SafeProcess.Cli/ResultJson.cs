using System.Text.Encodings.Web;
using System.Text.Json;

namespace SafeProcess.Cli;

/// <summary>A result as one JSON object, with the names of <see cref="ProcessResult"/> and lengths of time in seconds.</summary>
internal static class ResultJson
{
    // Nobody puts this output into a web page: text stays readable instead of escaped.
    private static readonly ResultJsonContext Context =
        new(new JsonSerializerOptions(ResultJsonContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Writes the object and a newline.</summary>
    public static void Write(Stream target, ProcessResult result)
    {
        target.Write([.. JsonSerializer.SerializeToUtf8Bytes(result, Context.ProcessResult), (byte)'\n']);
        target.Flush();
    }
}
