using System.Buffers;
using System.Text.Json;

namespace SafeProcess.Commands;

/// <summary>What a line of a <see cref="JobLog"/> says.</summary>
/// <param name="Index">The place of the item in the input of its batch.</param>
/// <param name="Attempt">Which attempt it was.</param>
/// <param name="ComputerName">Where it ran; null for the machine of the batch.</param>
/// <param name="NotRun">Why nothing was run; null when something was.</param>
/// <param name="Json">The line with the names of a result, which begin with a large letter.</param>
internal sealed record LoggedItem(long Index, int Attempt, string? ComputerName, string? NotRun, ReadOnlyMemory<byte> Json)
{
    /// <summary>Reads a line.</summary>
    /// <returns>Null when it is none of a job log.</returns>
    /// <exception cref="JsonException">It is one, but no whole one; <see cref="InvalidOperationException"/> where half of a character stands in a name.</exception>
    public static LoggedItem? Read(ReadOnlyMemory<byte> line)
    {
        // Any other line may be large, and is read but once.
        if (!line.Span.StartsWith("{\"key\":"u8))
            return null;
        using var document = JsonDocument.Parse(line);
        var fields = document.RootElement;
        return new LoggedItem(
            fields.TryGetProperty("index", out var index) && index.ValueKind == JsonValueKind.Number && index.TryGetInt64(out var place) ? place : 0,
            fields.TryGetProperty("attempt", out var attempt) && attempt.ValueKind == JsonValueKind.Number && attempt.TryGetInt32(out var count) ? count : 0,
            fields.TryGetProperty("computerName", out var computer) && computer.ValueKind == JsonValueKind.String ? computer.GetString() : null,
            !fields.TryGetProperty("outcome", out _) && fields.TryGetProperty("failure", out var failure) ? failure.ToString() : null,
            WithNamesOfResult(fields));
    }

    private static ReadOnlyMemory<byte> WithNamesOfResult(JsonElement fields)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(text))
        {
            writer.WriteStartObject();
            foreach (var field in fields.EnumerateObject())
            {
                writer.WritePropertyName(field.Name is [var first, .. var rest] ? char.ToUpperInvariant(first) + rest : "");
                field.Value.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return text.WrittenMemory;
    }
}
