using System.Management.Automation;
using System.Text.Json;

namespace SafeProcess.Commands;

/// <summary>A file with one line of JSON for each run that has ended, written when it ends. It holds programs, arguments and directories, and what
/// <see cref="ProcessResult"/> knows besides the output, with its names. It has no environment and no input: those are in <c>key</c>, which is a digest of the
/// whole spec. May be used from any thread.</summary>
internal sealed class JobLog : IDisposable
{
    // The files of this process's batches: the system would let two of them write one, each over the other's lines.
    private static readonly HashSet<string> _open = [];

    private readonly object _gate = new();
    private readonly FileStream _file;
    private readonly MemoryStream _line = new();
    private readonly Utf8JsonWriter _json;
    private bool _failed;

    private JobLog(FileStream file)
    {
        _file = file;
        _json = new Utf8JsonWriter(_line);
    }

    /// <summary>Opens a log to append to, for this batch alone, and creates it where there is none: for its owner's eyes only, since arguments
    /// may be secrets.</summary>
    /// <exception cref="InvalidParameterException">It cannot be written, or another batch of this process writes it.</exception>
    public static JobLog Open(string parameter, string path)
    {
        try
        {
            var options = new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite, BufferSize = 0,
            };
            lock (_open)
            {
                if (_open.Contains(path))
                    throw new InvalidParameterException(parameter, $"is '{path}', which another batch is writing");
                var file = PrivateFile.Open(path, options);
                EndLastLine(file);
                _open.Add(path);
                return new JobLog(file);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException || IsBadPath(e))
        {
            throw new InvalidParameterException(parameter, $"cannot be written: {e.Message.TrimEnd('.')}", e);
        }
    }

    /// <summary>Appends a line, in one write, so that a host that is killed leaves at most its last line torn.</summary>
    /// <returns>The error when the file cannot be written; only the first time, as nothing more is written then.</returns>
    public ErrorRecord? Write(BatchEnd end)
    {
        lock (_gate)
        {
            if (_failed)
                return null;
            _line.SetLength(0);
            _json.Reset(_line);
            WriteFields(end);
            _json.Flush();
            _line.WriteByte((byte)'\n');
            try
            {
                _file.Write(_line.GetBuffer().AsSpan(0, (int)_line.Length));
                return null;
            }
            catch (IOException e)
            {
                _failed = true;
                return new ErrorRecord(e, "JobLogFailed", ErrorCategory.WriteError, _file.Name) { ErrorDetails = new ErrorDetails(VisibleText.Lines(e.Message)) };
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _failed = true;
            _json.Dispose();
            _file.Dispose();
        }

        lock (_open)
            _open.Remove(_file.Name);
    }

    private static bool IsBadPath(Exception e) => e is ArgumentException and not InvalidParameterException;

    private static void EndLastLine(FileStream file)
    {
        if (!file.CanSeek || file.Length == 0)
            return;
        file.Seek(-1, SeekOrigin.End);
        if (file.ReadByte() != '\n')
            file.WriteByte((byte)'\n');
    }

    private void WriteFields(BatchEnd end)
    {
        var (item, result) = (end.Item, end.Result);
        _json.WriteStartObject();
        _json.WriteString("key", item.Key);
        _json.WriteNumber("index", item.Index);
        _json.WriteNumber("attempt", end.Attempt);
        _json.WriteBoolean("success", end.Success);
        if (end.ComputerName is not null)
            _json.WriteString("computerName", end.ComputerName);
        if (item.Spec is { } spec)
        {
            _json.WriteString("filePath", result?.FilePath ?? spec.FilePath);
            _json.WriteStartArray("argumentList");
            foreach (var argument in SecretMask.Of(spec).Hide(spec.ArgumentList))
                _json.WriteStringValue(argument);
            _json.WriteEndArray();
            _json.WriteString("workingDirectory", result?.WorkingDirectory ?? spec.WorkingDirectory);
        }

        if (result is not null)
            WriteResult(result);
        if (end.Failure is not null)
            _json.WriteString("failure", end.Failure.Message);
        _json.WriteEndObject();
    }

    private void WriteResult(ProcessResult result)
    {
        _json.WriteNumber("processId", result.ProcessId);
        _json.WriteString("outcome", result.Outcome.ToString());
        WriteIfKnown("exitCode", result.ExitCode);
        WriteIfKnown("programExitCode", result.ProgramExitCode);
        if (result.Signal is not null)
            _json.WriteString("signal", result.Signal);
        WriteIfKnown("signalNumber", result.SignalNumber);
        _json.WriteNumber("standardOutputLength", result.StandardOutputLength);
        _json.WriteNumber("standardErrorLength", result.StandardErrorLength);
        _json.WriteBoolean("outputIncomplete", result.OutputIncomplete);
        _json.WriteString("startTime", result.StartTime);
        _json.WriteNumber("duration", Math.Round(result.Duration.TotalSeconds, 6));
        _json.WriteNumber("processorTime", Math.Round(result.ProcessorTime.TotalSeconds, 6));
        WriteIfKnown("peakWorkingSet", result.PeakWorkingSet);
        _json.WriteString("containment", result.Containment.ToString());
        if (result.ExceededLimit is { } limit)
            _json.WriteString("exceededLimit", limit.ToString());
    }

    private void WriteIfKnown(string name, long? value)
    {
        if (value is { } known)
            _json.WriteNumber(name, known);
    }
}
