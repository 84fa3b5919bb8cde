using System.Text.Encodings.Web;
using System.Text.Json;

namespace SafeProcess;

/// <summary>Writes a result as one JSON object, and reads it back.</summary>
internal static class ResultJson
{
    private const int LongestReason = 500;

    // Nobody puts this output into a web page: text stays readable instead of escaped.
    private static readonly ResultJsonContext _context =
        new(new JsonSerializerOptions(ResultJsonContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static string Text(ProcessResult result) => JsonSerializer.Serialize(result, _context.ProcessResult);

    /// <exception cref="FormatException">It is no result.</exception>
    public static ProcessResult Read(ReadOnlySpan<byte> text)
    {
        try
        {
            var written = JsonSerializer.Deserialize(text, _context.WrittenResult) ?? throw new FormatException("It is null");
            return written.ToResult();
        }
        catch (Exception failure) when (failure is JsonException or FormatException)
        {
            // The reader's words name the place by properties of the text, whatever those are called.
            var reason = VisibleText.Of(failure.Message.TrimEnd('.'), LongestReason);
            throw new FormatException($"The text is no result of a run. {reason}.", failure);
        }
    }
}
