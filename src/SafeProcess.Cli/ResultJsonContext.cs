using System.Text.Json;
using System.Text.Json.Serialization;

namespace SafeProcess.Cli;

/// <summary>The serializer of a result, made at build time.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true, Converters = [typeof(SecondsConverter)])]
[JsonSerializable(typeof(ProcessResult))]
internal sealed partial class ResultJsonContext : JsonSerializerContext;

/// <summary>A length of time as a number of seconds.</summary>
internal sealed class SecondsConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TimeSpan.FromSeconds(reader.GetDouble());

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.TotalSeconds);
}
