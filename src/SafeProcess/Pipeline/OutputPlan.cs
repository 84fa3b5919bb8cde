using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>The sinks of one run and what the pipeline gets of them.</summary>
internal sealed class OutputPlan : IDisposable
{
    private const string StandardErrorTag = "StandardError";

    // More is no line to a person.
    private const int LongestShown = 16 * 1024;

    // With the first a console shows the line, as it shows what Write-Host writes.
    private static readonly string[] _standardErrorTags = ["PSHOST", StandardErrorTag];

    private static readonly string[] _standardOutputTags = ["PSHOST", "StandardOutput"];

    private readonly OutputOptions _options;
    private readonly List<OutputFile> _files = [];
    private readonly ByteSink? _bytes;
    private readonly bool _showsErrors;

    /// <summary>Opens the files and makes the sinks. Lines go to the pipeline.</summary>
    /// <exception cref="InvalidParameterException">A file cannot be written, or both are the same.</exception>
    public OutputPlan(OutputOptions options, PipelinePump pump)
        : this(
            options, new LineFlow(pump, WriteLines).ReceiveAsync, new LineFlow(pump, WriteErrorLines).ReceiveAsync,
            options.Show ? new LineFlow(pump, ShowLines).ReceiveAsync : null)
    {
    }

    /// <summary>Opens the files and makes the sinks.</summary>
    /// <param name="options">What is asked for.</param>
    /// <param name="takeOutput">Takes the lines of standard output, if lines are asked for.</param>
    /// <param name="takeErrors">Takes the lines of standard error, likewise, and if they are to be shown.</param>
    /// <param name="showOutput">Shows the lines of standard output; null for nobody.</param>
    /// <param name="unfinished">Gives who is told of the line that a stream has not ended yet, of standard error for true; null for nobody.</param>
    /// <exception cref="InvalidParameterException">A file cannot be written, or both are the same.</exception>
    public OutputPlan(OutputOptions options, LineSink.LineReceiver takeOutput, LineSink.LineReceiver takeErrors, LineSink.LineReceiver? showOutput = null, Func<bool, Action<string>>? unfinished = null)
    {
        _options = options;
        try
        {
            var wasThere = RefuseOneFile(options);
            var output = Open(options.Output);
            // A second file that came to be with the first is the first.
            var error = !wasThere && options.Output is not null && File.Exists(options.Error?.Path) ? throw OutputOptions.SameFile(options.Error) : Open(options.Error);
            _bytes = options.Form == OutputForm.Byte && (output is null || options.Tee) ? new ByteSink(options.Limit) : null;
            _showsErrors = showOutput is not null || options.Form == OutputForm.Line;
            Sink = new OutputSink(
                Plain(Shown(Joined(output, () => _bytes ?? CaptureSink(takeOutput, unfinished?.Invoke(false))), showOutput)),
                options.MergeStandardError || options.IsTerminal ? new CountingSink()
                    : Plain(Shown(Joined(error, () => CaptureSink(takeErrors, unfinished?.Invoke(true))), showOutput is null || options.Form == OutputForm.Line ? null : takeErrors)))
            {
                StageErrors = [.. options.StageErrors.Select(Open).Select(file => file is null ? null : Plain(Joined(file, () => new TextSink(options.Encoding, options.Limit))))],
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
    /// <param name="cmdlet">Emits.</param>
    /// <param name="result">The result of the run.</param>
    /// <param name="attempt">Which attempt it was, for the result to say; null where there is but one.</param>
    public void Emit(Cmdlet cmdlet, ProcessResult result, int? attempt = null)
    {
        if (_options.Form == OutputForm.Result)
        {
            cmdlet.WriteObject(attempt is null ? result : WithAttempt(result, attempt.Value));
            return;
        }

        if (_bytes is not null)
            cmdlet.WriteObject(_bytes.ToArray(), enumerateCollection: false);
        else if (result.StandardOutput is { } text && (text.Length > 0 || !_options.ForProgram))
            cmdlet.WriteObject(_options.KeepNewline ? text : WithoutLastNewline(text));
        if (!_showsErrors && result.StandardError is { Length: > 0 } errors)
            WriteErrorLines(cmdlet, Lines(errors));
    }

    private static PSObject WithAttempt(ProcessResult result, int attempt)
    {
        var wrapped = new PSObject(result);
        wrapped.Properties.Add(new PSNoteProperty("Attempt", attempt));
        return wrapped;
    }

    /// <summary>A text as <c>$( )</c> gives it.</summary>
    public static string WithoutLastNewline(string text) =>
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

    /// <summary>A file alone, or with <c>-Tee</c> the file and what captures the stream.</summary>
    private StreamSink Joined(StreamSink? file, Func<StreamSink> capture) =>
        file is null ? capture() : _options.Tee && file is not CountingSink ? new TeeSink(capture(), file) : file;

    private StreamSink Shown(StreamSink sink, LineSink.LineReceiver? show) =>
        show is null ? sink : new TeeSink(sink, new LineSink(show, _options.Encoding, LongestShown) { BreakLongLines = true });

    private StreamSink Plain(StreamSink sink) => _options.NoEscape ? new PlainTextSink(sink) : sink;

    private StreamSink CaptureSink(LineSink.LineReceiver take, Action<string>? unfinished) =>
        _options.Form == OutputForm.Line
            ? new LineSink(take, _options.Encoding, _options.Limit) { Unfinished = unfinished }
            : new TextSink(_options.Encoding, _options.Limit);

    private static void WriteLines(Cmdlet cmdlet, IReadOnlyList<string> lines)
    {
        for (var index = 0; index < lines.Count; index++)
            cmdlet.WriteObject(lines[index]);
    }

    private static void ShowLines(Cmdlet cmdlet, IReadOnlyList<string> lines)
    {
        foreach (var line in lines)
            cmdlet.WriteInformation(VisibleText.Line(line), _standardOutputTags);
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
