using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SafeProcess.Commands;

/// <summary>A result as it goes to another session: what <see cref="ProcessResult.ToJson"/> tells, without what <see cref="ProcessResult.FromJson(string)"/> takes for granted.
/// Most runs have no orphans, no signal and no limit.</summary>
internal static class SentResult
{
    private static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>One JSON object on one line.</summary>
    public static string Of(ProcessResult result)
    {
        using var json = JsonDocument.Parse(result.ToJson());
        var text = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(text, _options))
        {
            writer.WriteStartObject();
            foreach (var property in json.RootElement.EnumerateObject().Where(static property => !IsDefault(property.Value)))
                property.WriteTo(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    // Not zero and not empty text: for some properties they mean something else than null.
    private static bool IsDefault(JsonElement value) =>
        value.ValueKind is JsonValueKind.Null or JsonValueKind.False || (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0);
}
