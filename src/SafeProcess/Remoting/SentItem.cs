using System.Management.Automation.Language;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SafeProcess.Commands;

/// <summary>An item of a batch as it goes to another session: one line of JSON.</summary>
internal sealed record SentItem
{
    public long Index { get; init; }

    public required IReadOnlyList<SentProgram> Programs { get; init; }

    public string? WorkingDirectory { get; init; }

    public IReadOnlyDictionary<string, string?>? Environment { get; init; }

    public IReadOnlyList<string>? SecretVariables { get; init; }

    public TimeSpan? Timeout { get; init; }

    public byte[]? Input { get; init; }

    /// <summary>Whether it is run in a folder of its own.</summary>
    public bool HasFolder { get; init; }

    /// <summary>What of that comes back.</summary>
    public IReadOnlyList<string>? Returns { get; init; }

    /// <inheritdoc cref="Write"/>
    public static string WriteLine(ItemCall call) => Encoding.UTF8.GetString(Write(call));

    /// <summary>The line, in UTF-8. Variables stand in the order of their names, so that the same item is the same line.</summary>
    public static byte[] Write(ItemCall call)
    {
        var environment = call.Environment;
        var item = new SentItem
        {
            Index = call.Index,
            Programs = [.. call.Stages.Select(SentProgram.Of)],
            WorkingDirectory = call.WorkingDirectory,
            Environment = environment.Variables.Count == 0 ? null : new SortedDictionary<string, string?>(environment.Variables.ToDictionary(), StringComparer.Ordinal),
            SecretVariables = environment.Secrets.Count == 0 ? null : environment.Secrets,
            Timeout = call.Timeout,
            Input = call.Input.IsEmpty ? null : call.Input.ToArray(),
            HasFolder = call.Files is not null,
            Returns = call.Files is { Returns: [_, ..] returns } ? returns : null,
        };
        return JsonSerializer.SerializeToUtf8Bytes(item, SentItemContext.Default.SentItem);
    }

    /// <summary>What a line says is to be run.</summary>
    /// <exception cref="JsonException">It is no such line.</exception>
    public static ItemCall Read(string line)
    {
        var item = JsonSerializer.Deserialize(line, SentItemContext.Default.SentItem) ?? throw new JsonException("An item is null.");
        return new ItemCall(item.Index, [.. item.Programs.Select(static program => program.ToStage())])
        {
            WorkingDirectory = item.WorkingDirectory,
            Environment = item.Environment is null ? CalledEnvironment.None : new CalledEnvironment(item.Environment, item.SecretVariables ?? []),
            Timeout = item.Timeout,
            Input = item.Input,
            Files = item.HasFolder ? new ItemFiles([], item.Returns ?? [], "") : null,
        };
    }
}

/// <summary>One of an item's programs.</summary>
internal sealed record SentProgram(string File, IReadOnlyList<SentArgument> Arguments)
{
    /// <summary>Its name as it stands in a command block; null when it comes from a parameter.</summary>
    public string? Typed { get; init; }

    public bool IsLastArgumentRaw { get; init; }

    public bool IsMerged { get; init; }

    public SentFile? Output { get; init; }

    public SentFile? Error { get; init; }

    public static SentProgram Of(CalledStage stage) => new(stage.FilePath, [.. stage.Arguments.Select(static argument => new SentArgument(argument.Text, argument.SecretFrom))])
    {
        Typed = stage.Extent?.Text,
        IsLastArgumentRaw = stage.IsLastArgumentRaw,
        IsMerged = stage.Streams.IsMerged,
        Output = SentFile.Of(stage.Streams.Output),
        Error = SentFile.Of(stage.Streams.Error),
    };

    public CalledStage ToStage() => new(File, [.. Arguments.Select(static argument => new CalledArgument(argument.Text, argument.SecretFrom))])
    {
        IsLastArgumentRaw = IsLastArgumentRaw,
        Streams = new StageStreams { IsMerged = IsMerged, Output = Output?.ToTarget(), Error = Error?.ToTarget() },
        Extent = Typed is null ? null : TypedText.Of(Typed),
    };
}

/// <summary>One of a program's arguments.</summary>
internal sealed record SentArgument(string Text, int? SecretFrom);

/// <summary>The file of a redirection.</summary>
internal sealed record SentFile(string? Path, bool Append, string Typed)
{
    public static SentFile? Of(StreamTarget? target) => target is null ? null : new(target.Path, target.Append, target.Where.Text);

    public StreamTarget ToTarget() => new(Path, Append, TypedText.Of(Typed));
}

/// <summary>Text of a command block that was typed in another session.</summary>
internal static class TypedText
{
    /// <summary>The text as the place where it stands.</summary>
    public static ScriptExtent Of(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return new ScriptExtent(new ScriptPosition(null, 1, 1, line), new ScriptPosition(null, 1, line.Length + 1, line));
    }
}

/// <summary>The serializer of an item, made at build time.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(SentItem))]
internal sealed partial class SentItemContext : JsonSerializerContext;
