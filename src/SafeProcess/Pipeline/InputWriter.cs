using System.Management.Automation;
using System.Text;

namespace SafeProcess.Commands;

/// <summary>Turns what comes down the pipeline into a program's standard input: strings become lines, bytes stay as they are, and
/// a result gives its standard output, and
/// everything else becomes the lines PowerShell would show, as with <c>&amp;</c>. All calls on the pipeline thread.</summary>
/// <param name="pipe">Takes the bytes.</param>
/// <param name="pump">Lets output through while the pipe is full, which is what keeps a program that writes before it reads on from
/// blocking for ever.</param>
/// <param name="text">How strings become bytes.</param>
/// <param name="leaveOpen">Do not end the input when the writer is disposed.</param>
internal sealed class InputWriter(InputPipe pipe, PipelinePump pump, InputText text, bool leaveOpen = false) : IDisposable
{
    private readonly Encoder _encoder = text.GetEncoder();
    private readonly byte[] _encoded = new byte[4 * 1024];
    private SteppablePipeline? _formatter;

    /// <summary>Writes one object of the pipeline. Waits while there is no room.</summary>
    /// <exception cref="InvalidParameterException">A string has a character that cannot be encoded; nothing of it is written.</exception>
    public void Add(object? value)
    {
        if (pipe.IsClosed)
            return;
        switch (value is PSObject wrapped ? wrapped.BaseObject : value)
        {
            case null:
                break;
            case byte[] bytes:
                AddBytes(bytes);
                break;
            case byte single:
                AddBytes([single]);
                break;
            case IEnumerable<byte> bytes:
                AddBytes(bytes.ToArray());
                break;
            case object[] array:
                AddElements(array);
                break;
            case ProcessResult result:
                AddOutput(result);
                break;
            case string line when _formatter is null:
                AddLine(line);
                break;
            default:
                AddFormatted(value!);
                break;
        }
    }

    /// <summary>Writes what the formatter still holds and ends the input.</summary>
    public void Complete()
    {
        Flush();
        pipe.Complete();
    }

    /// <summary>Breaks the input off: the run that reads it ends.</summary>
    /// <param name="failure">Why.</param>
    public void Fail(Exception failure)
    {
        _formatter?.Dispose();
        _formatter = null;
        pipe.Fail(failure);
    }

    /// <summary>Writes what the formatter still holds: a table holds its last rows back until it ends.</summary>
    public void Flush()
    {
        if (_formatter is null)
            return;
        AddLines(_formatter.End());
        _formatter.Dispose();
        _formatter = null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _formatter?.Dispose();
        _formatter = null;
        if (!leaveOpen)
            pipe.Complete();
    }

    // As the pipeline would have given them one by one; among them bytes in an untyped array.
    private void AddElements(object?[] array)
    {
        foreach (var element in array)
        {
            if (element is object[])
                AddFormatted(element);
            else
                Add(element);
        }
    }

    private void AddBytes(ReadOnlySpan<byte> bytes)
    {
        // What was formatted before the bytes comes before them.
        Flush();
        Write(bytes);
    }

    // What a program wrote is what the next one is to read.
    private void AddOutput(ProcessResult result)
    {
        Flush();
        text.Check(result.StandardOutput);
        Encode(result.StandardOutput);
    }

    private void AddLine(string line)
    {
        text.Check(line);
        Encode(line);
        Encode(text.LineEnd);
    }

    private void AddFormatted(object value)
    {
        if (_formatter is null)
        {
            _formatter = ScriptBlock.Create(@"Microsoft.PowerShell.Utility\Out-String -Stream").GetSteppablePipeline();
            _formatter.Begin(expectInput: true);
        }

        AddLines(_formatter.Process(value));
    }

    private void AddLines(Array lines)
    {
        foreach (var line in lines)
            AddLine(LanguagePrimitives.ConvertTo<string>(line));
    }

    private void Encode(ReadOnlySpan<char> characters)
    {
        bool completed;
        do
        {
            _encoder.Convert(characters, _encoded, flush: true, out var charactersUsed, out var bytesUsed, out completed);
            characters = characters[charactersUsed..];
            Write(_encoded.AsSpan(0, bytesUsed));
        }
        while (!completed);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        while (true)
        {
            bytes = bytes[pipe.Write(bytes)..];
            if (bytes.IsEmpty)
                return;
            pump.EmitUntil(() => pipe.HasRoom);
        }
    }
}
