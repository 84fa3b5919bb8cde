using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>The sinks of one run and what the pipeline gets of them.</summary>
internal sealed class OutputPlan : IDisposable
{
    private const string StandardErrorTag = "StandardError";

    // With the first a console shows the line, as it shows what Write-Host writes.
    private static readonly string[] _standardErrorTags = ["PSHOST", StandardErrorTag];

    private readonly OutputOptions _options;
    private readonly List<OutputFile> _files = [];
    private readonly ByteSink? _bytes;

    /// <summary>Opens the files and makes the sinks. Lines go to the pipeline.</summary>
    /// <exception cref="InvalidParameterException">A file cannot be written, or both are the same.</exception>
    public OutputPlan(OutputOptions options, PipelinePump pump)
        : this(options, new LineFlow(pump, WriteLines).ReceiveAsync, new LineFlow(pump, WriteErrorLines).ReceiveAsync)
    {
    }

    /// <summary>Opens the files and makes the sinks.</summary>
    /// <param name="options">What is asked for.</param>
    /// <param name="takeOutput">Takes the lines of standard output, if lines are asked for.</param>
    /// <param name="takeErrors">Takes the lines of standard error, likewise.</param>
    /// <exception cref="InvalidParameterException">A file cannot be written, or both are the same.</exception>
    public OutputPlan(OutputOptions options, LineSink.LineReceiver takeOutput, LineSink.LineReceiver takeErrors)
    {
        _options = options;
        try
        {
            var wasThere = RefuseOneFile(options);
            var output = Open(options.Output);
            // A second file that came to be with the first is the first.
            var error = !wasThere && options.Output is not null && File.Exists(options.Error?.Path) ? throw OutputOptions.SameFile(options.Error) : Open(options.Error);
            _bytes = options.Form == OutputForm.Byte && output is null ? new ByteSink(options.Limit) : null;
            Sink = new OutputSink(
                output ?? _bytes ?? CaptureSink(takeOutput),
                error ?? (options.MergeStandardError ? new CountingSink() : CaptureSink(takeErrors)))
            {
                StageErrors = [.. options.StageErrors.Select(Open)],
            };
        }
        catch
        {
            Undo();
            throw;
        }
    }

    /// <summary>A line of standard error as a record of the information stream.</summary>
    public static InformationRecord ErrorLine(string line, string source)
    {
        var record = new InformationRecord(VisibleText.Line(line), source);
        record.Tags.AddRange(_standardErrorTags);
        return record;
    }

    /// <summary>Where the run writes.</summary>
    public OutputSink Sink { get; }

    /// <summary>Emits what the run has left to emit at its end. On the pipeline thread.</summary>
    public void Emit(Cmdlet cmdlet, ProcessResult result)
    {
        if (_options.Form == OutputForm.Result)
        {
            cmdlet.WriteObject(result);
            return;
        }

        if (_bytes is not null)
            cmdlet.WriteObject(_bytes.ToArray(), enumerateCollection: false);
        else if (result.StandardOutput is { } text)
            cmdlet.WriteObject(_options.KeepNewline ? text : WithoutLastNewline(text));
        if (result.StandardError is { Length: > 0 } errors)
            WriteErrorLines(cmdlet, Lines(errors));
    }

    private static string WithoutLastNewline(string text) =>
        text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;

    /// <summary>The run did not start: takes back what was created for it.</summary>
    public void Undo()
    {
        foreach (var file in _files)
            file.Undo();
    }

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        foreach (var file in _files)
            file.Dispose();
    }

    /// <returns>Whether the file of standard error is there already.</returns>
    private static bool RefuseOneFile(OutputOptions options)
    {
        var wasThere = File.Exists(options.Error?.Path);
        return wasThere && File.Exists(options.Output?.Path) && OutputFile.AreSame(options.Output.Path, options.Error!.Path!)
            ? throw OutputOptions.SameFile(options.Error)
            : wasThere;
    }

    private StreamSink? Open(OutputTarget? target)
    {
        if (target is null)
            return null;
        if (target.Path is null)
            return new CountingSink();
        var file = OutputFile.Open(target);
        _files.Add(file);
        return file.Sink;
    }

    private StreamSink CaptureSink(LineSink.LineReceiver take) =>
        _options.Form == OutputForm.Line
            ? new LineSink(take, _options.Encoding, _options.Limit)
            : new TextSink(_options.Encoding, _options.Limit);

    private static void WriteLines(Cmdlet cmdlet, IReadOnlyList<string> lines)
    {
        for (var index = 0; index < lines.Count; index++)
            cmdlet.WriteObject(lines[index]);
    }

    private static void WriteErrorLines(Cmdlet cmdlet, IReadOnlyList<string> lines)
    {
        foreach (var line in lines)
            cmdlet.WriteInformation(VisibleText.Line(line), _standardErrorTags);
    }

    // The same lines a LineSink would have made of it.
    private static string[] Lines(string text)
    {
        var lines = text.Split('\n');
        for (var index = 0; index < lines.Length - 1; index++)
            lines[index] = lines[index].EndsWith('\r') ? lines[index][..^1] : lines[index];
        return lines[^1].Length == 0 ? lines[..^1] : lines;
    }
}
