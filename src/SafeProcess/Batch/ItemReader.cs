using System.Collections;
using System.Management.Automation;
using System.Text;
using System.Text.Json;

namespace SafeProcess.Commands;

/// <summary>Turns what script blocks give and what columns of a CSV or JSON file hold into the values of a spec. An empty cell is no value.</summary>
internal static class ItemReader
{
    private static readonly TimeTransformationAttribute _time = new();

    /// <summary>A string; null for none.</summary>
    public static string? Text(object? value) => LanguagePrimitives.ConvertTo<string>(value) is { Length: > 0 } text ? text : null;

    /// <summary>The arguments, as <c>-ArgumentList</c> takes them everywhere.</summary>
    /// <param name="value">One argument, a list of them, or null for none.</param>
    /// <param name="fromCell">True when a string is the cell of a table: a JSON array is a list then, and an empty cell holds none.</param>
    public static List<CalledArgument> Arguments(object? value, bool fromCell)
    {
        if (fromCell && ItemScript.Unwrap(value) is string cell)
            value = cell.Length == 0 ? null : (object?)JsonArray(cell) ?? cell;
        return ArgumentReader.Read(value);
    }

    /// <summary>The value of a row's column, whatever the case of its name; null for none.</summary>
    public static object? Entry(IDictionary row, string column)
    {
        foreach (var key in row.Keys)
        {
            if (key is string name && name.Equals(column, StringComparison.OrdinalIgnoreCase))
                return row[key];
        }

        return null;
    }

    /// <summary>An item as the last arguments of a program: one, or one for each element of a list.</summary>
    /// <exception cref="InvalidParameterException">The item has no text of its own.</exception>
    public static List<CalledArgument> ItemAsArguments(string parameter, object? item) =>
        ItemScript.Unwrap(item) is IDictionary or PSCustomObject
            ? throw new InvalidParameterException(
                parameter, "is an object without a text of its own: say in a command block what the program is to get of it, as in { program $_.Name }")
            : Arguments(item, fromCell: false);

    /// <summary>A length of time; null for none.</summary>
    /// <exception cref="InvalidParameterException">It is none.</exception>
    public static TimeSpan? Time(string parameter, object? value)
    {
        if (ItemScript.Unwrap(value) is null or "")
            return null;
        try
        {
            return (TimeSpan?)_time.Transform(null!, value);
        }
        catch (ArgumentTransformationMetadataException e)
        {
            throw new InvalidParameterException(parameter, $"cannot be used: {e.Message.TrimEnd('.')}", e);
        }
    }

    /// <summary>Variables: a dictionary, an object with a property for each, or the text of a JSON object.</summary>
    /// <exception cref="InvalidParameterException">It is none of these.</exception>
    public static CalledEnvironment Environment(string parameter, object? value) => ItemScript.Unwrap(value) switch
    {
        null or "" => CalledEnvironment.None,
        IDictionary dictionary => EnvironmentReader.Read(dictionary),
        string text => new CalledEnvironment(JsonObject(text) ?? throw NoEnvironment(parameter, text), []),
        PSCustomObject => EnvironmentReader.Read(((PSObject)value!).Properties.Select(static property => new KeyValuePair<object?, object?>(property.Name, property.Value))),
        var other => throw NoEnvironment(parameter, other),
    };

    /// <summary>Standard input: strings as lines, bytes as they are, other objects as PowerShell shows them.</summary>
    /// <param name="values">What is to be read.</param>
    /// <param name="pump">See <see cref="InputWriter"/>.</param>
    /// <param name="text">How strings become bytes.</param>
    /// <exception cref="InvalidParameterException">A string has a character that cannot be encoded.</exception>
    public static ReadOnlyMemory<byte> Input(IEnumerable values, PipelinePump pump, InputText text)
    {
        var pipe = new InputPipe(pump.Wake, int.MaxValue);
        using var writer = new InputWriter(pipe, pump, text);
        foreach (var value in values)
            writer.Add(value);
        writer.Complete();
        return pipe.Take();
    }

    private static string?[]? JsonArray(string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith("["))
            return null;
        return Json(text) is { ValueKind: JsonValueKind.Array } array && array.EnumerateArray().All(IsScalar)
            ? [.. array.EnumerateArray().Select(Scalar)]
            : null;
    }

    private static Dictionary<string, string?>? JsonObject(string text)
    {
        if (Json(text) is not { ValueKind: JsonValueKind.Object } fields || !fields.EnumerateObject().All(static field => IsScalar(field.Value)))
            return null;
        var variables = new Dictionary<string, string?>();
        foreach (var field in fields.EnumerateObject())
            variables[field.Name] = Scalar(field.Value);
        return variables;
    }

    private static JsonElement? Json(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsScalar(JsonElement element) => element.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object);

    private static string? Scalar(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => element.GetString(),
        _ => element.GetRawText(),
    };

    // The type, not the value: it may be a secret.
    private static InvalidParameterException NoEnvironment(string parameter, object value) =>
        new(
            parameter,
            $"is a {(value is string ? "text that is no JSON object of strings" : value.GetType().Name)}: "
            + "it must be a dictionary, an object with a property for each variable, or the text of a JSON object");
}
