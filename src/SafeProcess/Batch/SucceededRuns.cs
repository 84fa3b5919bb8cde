using System.Text.Json;

namespace SafeProcess.Commands;

/// <summary>The runs that a job log says succeeded. A command that stands in the log twice was needed twice, so each line stands for one
/// item.</summary>
internal sealed class SucceededRuns
{
    private readonly Dictionary<string, int> _counts = [];

    /// <summary>Lines that were no whole record, as a host that was killed in the middle of a write leaves them.</summary>
    public int TornLines { get; private set; }

    /// <summary>Reads a log; one that is not there holds nothing.</summary>
    /// <exception cref="InvalidParameterException">It cannot be read.</exception>
    public static SucceededRuns Read(string parameter, string path)
    {
        var runs = new SucceededRuns();
        try
        {
            if (!File.Exists(path))
                return runs;
            if (StreamFile.IsFifo(path))
                throw new InvalidParameterException(parameter, $"is '{path}', a FIFO: what has succeeded stands in a file");
            foreach (var line in File.ReadLines(path))
                runs.Add(line);
            return runs;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidParameterException(parameter, $"cannot be read: {e.Message.TrimEnd('.')}", e);
        }
    }

    /// <summary>Takes one of the runs away.</summary>
    /// <returns>False when there is none of this key.</returns>
    public bool Take(string key)
    {
        if (!_counts.TryGetValue(key, out var count) || count == 0)
            return false;
        _counts[key] = count - 1;
        return true;
    }

    private void Add(string line)
    {
        if (line.Length == 0)
            return;
        try
        {
            using var record = JsonDocument.Parse(line);
            if (record.RootElement is { ValueKind: JsonValueKind.Object } fields
                && fields.TryGetProperty("success", out var success) && success.ValueKind == JsonValueKind.True
                && fields.TryGetProperty("key", out var field) && field.ValueKind == JsonValueKind.String)
            {
                var key = field.GetString()!;
                _counts[key] = _counts.GetValueOrDefault(key) + 1;
            }
        }
        catch (JsonException)
        {
            TornLines++;
        }
    }
}
