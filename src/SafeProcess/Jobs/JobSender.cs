namespace SafeProcess.Commands;

/// <summary>Writes to the standard input of one job what a cmdlet is given. All calls on the pipeline thread.</summary>
internal sealed class JobSender : IDisposable
{
    private readonly JobInput _input;
    private readonly PipelinePump _pump;
    private readonly InputWriter _writer;
    private bool _lost;

    /// <summary>Opens the way to a job whose input is open.</summary>
    public JobSender(SafeProcessJob job, JobInput input, PipelinePump pump)
    {
        Job = job;
        (_input, _pump) = (input, pump);
        input.Changed += pump.Wake;
        _writer = new InputWriter(input.Pipe, pump, input.Text, leaveOpen: true);
    }

    /// <summary>Who is written to.</summary>
    public SafeProcessJob Job { get; }

    /// <summary>Whether nobody reads what would still be written.</summary>
    public bool IsLost => _lost;

    /// <summary>Whether the program's pipe has all that was written, or nobody reads it any more.</summary>
    public bool IsDone => _input.Pipe.IsFlushed || _input.Pipe.IsClosed;

    /// <summary>Whether something of what was written has not arrived.</summary>
    public bool HasLost => _lost || _input.Pipe.HasLost;

    /// <summary>Writes one object.</summary>
    /// <exception cref="InvalidParameterException">It cannot be encoded.</exception>
    public void Add(object? value)
    {
        // The writer drops what comes after that.
        _lost |= value is not null && _input.Pipe.IsClosed;
        _writer.Add(value);
    }

    /// <summary>Writes what the formatter still holds.</summary>
    /// <exception cref="InvalidParameterException">It cannot be encoded.</exception>
    public void Flush() => _writer.Flush();

    /// <summary>Ends the input.</summary>
    public void Close() => _input.Pipe.Complete();

    /// <inheritdoc/>
    public void Dispose()
    {
        _writer.Dispose();
        _input.Changed -= _pump.Wake;
    }
}
