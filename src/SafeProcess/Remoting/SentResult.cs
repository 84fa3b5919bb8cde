using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SafeProcess.Commands;

/// <summary>A result as it goes to another session: what <see cref="ProcessResult.ToJson"/> tells, without what <see cref="ProcessResult.FromJson(string)"/> takes for granted,
/// and with numbers for the names of properties. Most of a plain result is names, and most runs have no orphans, no signal and no limit.</summary>
internal static class SentResult
{
    private static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    // By their numbers. Both sides have the same version of the module.
    private static readonly string[] _names = NamesOf(ProcessResult.FromJson("""{"FilePath":"program","Outcome":"Exited"}"""));
    private static readonly Dictionary<string, string> _numbers =
        _names.Select(static (name, number) => (name, number)).ToDictionary(static pair => pair.name, static pair => pair.number.ToString(CultureInfo.InvariantCulture));

    /// <summary>One JSON object on one line.</summary>
    public static string Write(ProcessResult result)
    {
        using var json = JsonDocument.Parse(result.ToJson());
        return Encoding.UTF8.GetString(Rename(json.RootElement.EnumerateObject().Where(static property => !IsDefault(property.Value)), static name => _numbers[name]));
    }

    /// <summary>The result that was written.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static ProcessResult Read(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return ProcessResult.FromJson(Rename(json.RootElement.EnumerateObject(), static number => _names[int.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture)]));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or OverflowException or IndexOutOfRangeException)
        {
            throw new FormatException(e.Message, e);
        }
    }

    private static ReadOnlySpan<byte> Rename(IEnumerable<JsonProperty> properties, Func<string, string> rename)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(text, _options))
        {
            writer.WriteStartObject();
            foreach (var property in properties)
            {
                writer.WritePropertyName(rename(property.Name));
                property.Value.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return text.WrittenSpan;
    }

    // Not zero and not empty text: for some properties they mean something else than null.
    private static bool IsDefault(JsonElement value) =>
        value.ValueKind is JsonValueKind.Null or JsonValueKind.False || (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0);

    private static string[] NamesOf(ProcessResult result)
    {
        using var json = JsonDocument.Parse(result.ToJson());
        return [.. json.RootElement.EnumerateObject().Select(static property => property.Name)];
    }
}
