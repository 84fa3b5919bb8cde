using System.Text.Json;
using System.Text.Json.Serialization;

namespace SafeProcess;

/// <summary>The serializer of a result, made at build time.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true, Converters = [typeof(SecondsConverter)])]
[JsonSerializable(typeof(ProcessResult))]
[JsonSerializable(typeof(WrittenResult))]
internal sealed partial class ResultJsonContext : JsonSerializerContext;

/// <summary>A length of time as a number of seconds. A decimal number, which has room for every tick.</summary>
internal sealed class SecondsConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        const decimal MoreThanAny = 1e12m; // Seconds; in ticks it is far from what a decimal number has no room for.
        var seconds = reader.GetDecimal();
        return decimal.Abs(seconds) < MoreThanAny && decimal.Round(seconds * TimeSpan.TicksPerSecond) is >= long.MinValue and <= long.MaxValue and var ticks
            ? TimeSpan.FromTicks((long)ticks)
            : throw new JsonException("A length of time is longer than a TimeSpan.");
    }

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteNumberValue((decimal)value.Ticks / TimeSpan.TicksPerSecond);
}
