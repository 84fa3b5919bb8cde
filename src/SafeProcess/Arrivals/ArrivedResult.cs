using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text.Json;

namespace SafeProcess.Commands;

/// <summary>A result as another session sent it: a bag of properties.</summary>
internal static class ArrivedResult
{
    // The moment of the start with all its digits; PowerShell makes text of a moment that stops at seconds.
    private const string ExactStart = "StartTimeExact";

    private static readonly string[] _ofResult =
    [
        nameof(ProcessResult.FilePath), nameof(ProcessResult.ArgumentList), nameof(ProcessResult.WorkingDirectory), nameof(ProcessResult.ProcessId),
        nameof(ProcessResult.Outcome), nameof(ProcessResult.Success), nameof(ProcessResult.ExitCode), nameof(ProcessResult.ProgramExitCode), nameof(ProcessResult.Signal),
        nameof(ProcessResult.SignalNumber), nameof(ProcessResult.StandardOutput), nameof(ProcessResult.StandardError), nameof(ProcessResult.StandardOutputLength),
        nameof(ProcessResult.StandardErrorLength), nameof(ProcessResult.OutputIncomplete), nameof(ProcessResult.StartTime), nameof(ProcessResult.Duration),
        nameof(ProcessResult.ProcessorTime), nameof(ProcessResult.PeakWorkingSet), nameof(ProcessResult.Orphans), nameof(ProcessResult.Survivors),
        nameof(ProcessResult.Diagnosis), nameof(ProcessResult.Containment), nameof(ProcessResult.ExceededLimit), nameof(ProcessResult.LastErrorLine),
        nameof(ProcessResult.Stages),
    ];

    // With what follows from others.
    private static readonly HashSet<string> _known = new([.. _ofResult, nameof(ProcessResult.TimedOut), ExactStart], StringComparer.OrdinalIgnoreCase);

    /// <summary>The result, where PowerShell has not made it one already.</summary>
    /// <exception cref="FormatException">A property is missing, or has a value that a result cannot have; also <see cref="ArgumentException"/> and
    /// <see cref="InvalidOperationException"/>.</exception>
    public static ProcessResult Of(PSObject arrived) => arrived.BaseObject as ProcessResult ?? Whole(arrived, ProcessResult.FromJson(Json(arrived)));

    /// <summary>The properties as <see cref="ProcessResult.FromJson(ReadOnlySpan{byte})"/> reads them.</summary>
    /// <exception cref="FormatException">One is missing: a result would have something of its own in its place.</exception>
    private static ReadOnlySpan<byte> Json(PSObject arrived)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(text))
        {
            writer.WriteStartObject();
            foreach (var name in _ofResult)
            {
                var property = arrived.Properties[name] ?? throw new FormatException($"It has no {name}.");
                writer.WritePropertyName(name);
                Write(writer, name == nameof(ProcessResult.StartTime) ? Start(arrived, property.Value) : property.Value);
            }

            writer.WriteEndObject();
        }

        return text.WrittenSpan;
    }

    /// <summary>The result with the names of types and the further properties that the object had: of a batch, of the caller, of a newer module.</summary>
    private static ProcessResult Whole(PSObject arrived, ProcessResult result)
    {
        var whole = new PSObject(result);
        var place = 0;
        foreach (var name in arrived.TypeNames)
        {
            const string Prefix = "Deserialized.";
            var plain = name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;
            if (plain.StartsWith(typeof(ProcessResult).FullName + "#", StringComparison.Ordinal))
                whole.TypeNames.Insert(place++, plain);
        }

        foreach (var property in arrived.Properties)
        {
            if (property is PSNoteProperty && !_known.Contains(property.Name))
                whole.Properties.Add(new PSNoteProperty(property.Name, property.Value), preValidated: true);
        }

        // They stay with it: PowerShell finds what was added to an object by the object itself.
        return result;
    }

    /// <summary>When something was started, to the last digit where that came.</summary>
    /// <exception cref="FormatException">It is no moment.</exception>
    public static DateTimeOffset Start(PSObject arrived, object? start)
    {
        var text = (arrived.Properties[ExactStart]?.Value ?? start)?.ToString();
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) ? moment : throw new FormatException($"'{text}' is no moment.");
    }

    private static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case char one:
                writer.WriteStringValue(one.ToString());
                break;
            case bool truth:
                writer.WriteBooleanValue(truth);
                break;
            case int number:
                writer.WriteNumberValue(number);
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            case TimeSpan time:
                writer.WriteNumberValue((decimal)time.Ticks / TimeSpan.TicksPerSecond);
                break;
            case DateTimeOffset moment:
                writer.WriteStringValue(moment);
                break;
            case Enum name:
                writer.WriteStringValue(name.ToString());
                break;
            case IList items:
                writer.WriteStartArray();
                foreach (var item in items)
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            case PSObject inner:
                writer.WriteStartObject();
                foreach (var property in inner.Properties.Where(static property => property is PSNoteProperty or PSProperty))
                {
                    writer.WritePropertyName(property.Name);
                    Write(writer, property.Value);
                }

                writer.WriteEndObject();
                break;
            case var other:
                throw new FormatException($"A result has nothing that is a {other.GetType().Name}.");
        }
    }
}
