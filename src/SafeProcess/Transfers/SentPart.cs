using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SafeProcess.Commands;

/// <summary>A part of a file on its way to another session, either way: JSON in one line.</summary>
internal sealed record SentPart
{
    /// <summary>How much of a file goes at once.</summary>
    public const int MostBytes = 64 * 1024;

    /// <summary>What a file or folder that begins is called; null for more of the file before.</summary>
    public string? Name { get; init; }

    /// <summary>Of what begins.</summary>
    public FileTraits? Traits { get; init; }

    public bool IsFolder { get; init; }

    /// <summary>Whether the file goes on.</summary>
    public bool GoesOn { get; init; }

    public ReadOnlyMemory<byte> Data { get; init; }

    public string Write() => Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(this, SentPartContext.Default.SentPart));

    /// <exception cref="FormatException">It is no part.</exception>
    public static SentPart Read(ReadOnlySpan<char> text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, SentPartContext.Default.SentPart) is { } part && (part.Name is null || part.Traits is not null)
                ? part
                : throw new FormatException("A part of a file lacks its beginning.");
        }
        catch (JsonException e)
        {
            throw new FormatException(e.Message, e);
        }
    }
}

/// <summary>The serializer of a part, made at build time.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(SentPart))]
internal sealed partial class SentPartContext : JsonSerializerContext;
