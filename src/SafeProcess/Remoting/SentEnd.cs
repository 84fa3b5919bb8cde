using System.Globalization;
using System.Management.Automation;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SafeProcess.Commands;

/// <summary>What another session tells of the items: a line that begins with its kind and a number, with JSON behind them.</summary>
/// <param name="Kind">What is told.</param>
/// <param name="Number">The index of an item, or how many, as the kind says.</param>
/// <param name="Result">The result; null when there is none, or the failure has it.</param>
/// <param name="Failure">Why nothing was run, or why output or input broke off; null for none of these.</param>
internal sealed record SentEnd(SentEndKind Kind, long Number, ProcessResult? Result, SessionItemException? Failure)
{
    /// <summary>The session is there, and has nothing else to tell.</summary>
    public static string Alive { get; } = Head(SentEndKind.Alive, 0);

    /// <summary>A part of the files of an item that come back.</summary>
    public SentPart? Part { get; private init; }

    /// <summary>What this side tells itself of an item that never got there.</summary>
    public static SentEnd Of(SentEndKind kind, long number, SessionItemException? failure = null) => new(kind, number, null, failure);

    /// <summary>The line of a part of the files of an item that come back.</summary>
    public static string PartOf(long index, SentPart part) => $"{Head(SentEndKind.Part, index)} {part.Write()}";

    /// <summary>So much of the files of items has been taken.</summary>
    public static string Took(int length) => Head(SentEndKind.Took, length);

    /// <summary>The session is ready for items.</summary>
    public static string Ready(int throttleLimit) => Head(SentEndKind.Ready, throttleLimit);

    /// <summary>Items are given back.</summary>
    public static string GiveBack(IReadOnlyList<BatchItem> items) =>
        string.Join('\n', items.Select(static item => Head(SentEndKind.GivenBack, item.Index)).Append(Head(SentEndKind.Gave, items.Count)));

    /// <summary>What became of an item.</summary>
    public static string Of(BatchEnd end) => Write(end, end.Failure is null ? null : RunErrors.For(end, hint: null));

    /// <summary>What became of an item.</summary>
    /// <param name="end">How it ended.</param>
    /// <param name="error">The error of an item that could not be run, or whose output or input broke off; null for none.</param>
    public static string Write(BatchEnd end, ErrorRecord? error)
    {
        if (!end.WasTried)
            return Head(SentEndKind.NotRun, end.Item.Index);
        if (end.Failure is null)
            return $"{Head(SentEndKind.Result, end.Item.Index)} {SentResult.Write(end.Result!)}";
        var failure = new SentFailure(
            error!.FullyQualifiedErrorId, error.CategoryInfo.Category, end.Failure.Message, LastExitCode.Of(end.Failure), RetryPolicy.IsTransient(end.Failure), end.Result is { } result ? SentResult.Write(result) : null);
        return $"{Head(SentEndKind.Failure, end.Item.Index)} {JsonSerializer.Serialize(failure, SentEndContext.Default.SentFailure)}";
    }

    /// <summary>Reads a line.</summary>
    /// <exception cref="FormatException">It is none of these.</exception>
    public static SentEnd Read(string line)
    {
        var words = line.Split(' ', 3);
        if (words.Length < 2 || words[0].Length != 1 || !long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw Unknown(line);
        var kind = (SentEndKind)words[0][0];
        return (kind, words.Length) switch
        {
            (SentEndKind.Ready or SentEndKind.Alive or SentEndKind.NotRun or SentEndKind.GivenBack or SentEndKind.Gave or SentEndKind.Took, 2) => new SentEnd(kind, number, null, null),
            (SentEndKind.Result, 3) => new SentEnd(kind, number, SentResult.Read(words[2]), null),
            (SentEndKind.Failure, 3) => ReadFailure(number, words[2]),
            (SentEndKind.Part, 3) => new SentEnd(kind, number, null, null) { Part = SentPart.Read(words[2]) },
            _ => throw Unknown(line),
        };
    }

    private static SentEnd ReadFailure(long number, string json)
    {
        try
        {
            var failure = JsonSerializer.Deserialize(json, SentEndContext.Default.SentFailure) ?? throw Unknown(json);
            var result = failure.Result is null ? null : SentResult.Read(failure.Result);
            var exception = new SessionItemException(failure.Message, failure.ErrorId, failure.Category, failure.ExitCode, failure.IsTransient, result);
            return new SentEnd(SentEndKind.Failure, number, null, exception);
        }
        catch (JsonException e)
        {
            throw new FormatException(e.Message, e);
        }
    }

    private static string Head(SentEndKind kind, long number) => string.Create(CultureInfo.InvariantCulture, $"{(char)kind} {number}");

    private static FormatException Unknown(string line) => new($"'{VisibleText.Of(line.Length > 60 ? line[..60] + "…" : line)}' is nothing that a session tells of a batch.");
}

/// <summary>What a session tells. Each is the character that stands for it.</summary>
internal enum SentEndKind
{
    /// <summary>It is ready for items.</summary>
    Ready = 'S',

    /// <summary>It is there.</summary>
    Alive = 'A',

    /// <summary>An item's program has ended.</summary>
    Result = 'R',

    /// <summary>An item could not be run, or its output or input broke off.</summary>
    Failure = 'F',

    /// <summary>An item was not run, as the batch was stopped.</summary>
    NotRun = 'N',

    /// <summary>An item was not begun, and is given back as was asked for.</summary>
    GivenBack = 'B',

    /// <summary>All has been given back that was asked for and there was; the number says how many.</summary>
    Gave = 'G',

    /// <summary>A part of a file that comes back; more of the same item follows, and its end last.</summary>
    Part = 'P',

    /// <summary>So many characters of lines with parts of files have been taken.</summary>
    Took = 'T',
}

/// <summary>A failure as it is sent. The result is JSON within JSON, as a result has a reader of its own.</summary>
internal sealed record SentFailure(string ErrorId, ErrorCategory Category, string Message, int ExitCode, bool IsTransient, string? Result);

/// <summary>The serializer of a failure, made at build time.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, UseStringEnumConverter = true)]
[JsonSerializable(typeof(SentFailure))]
internal sealed partial class SentEndContext : JsonSerializerContext;
