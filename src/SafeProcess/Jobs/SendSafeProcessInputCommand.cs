using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>
/// <para type="synopsis">Writes to the standard input of a job.</para>
/// </summary>
[Cmdlet(VerbsCommunications.Send, "SafeProcessInput")]
public sealed class SendSafeProcessInputCommand : Cmdlet, IDisposable
{
    private PipelinePump? _pump;
    private InputWriter? _writer;
    private bool _lost;
    private bool _isOver;

    /// <summary>The job, as <c>Start-SafeProcess</c> or <c>Get-Job</c> gives it.</summary>
    [Parameter(Position = 0, Mandatory = true)]
    [ValidateNotNull]
    public SafeProcessJob Job { get; set; } = null!;

    /// <summary>What to write: strings become lines, bytes stay raw, other objects become the lines PowerShell would show.</summary>
    [Parameter(Position = 1, ValueFromPipeline = true)]
    public object? InputObject { get; set; }

    /// <summary>End the input after what is written: the program sees end of file.</summary>
    [Parameter]
    public SwitchParameter Close { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Job.Input is not { } input)
        {
            ThrowTerminatingError(JobErrors.InputClosed(Job, "it was started with -NoInput"));
            return;
        }

        // Closing what is closed already is no mistake.
        if (input.WhyClosed is { } reason)
        {
            if (!Close)
                ThrowTerminatingError(JobErrors.InputClosed(Job, reason));
            return;
        }

        _pump = new PipelinePump(this);
        input.Changed += _pump.Wake;
        _writer = new InputWriter(input.Pipe, _pump, input.Text, leaveOpen: true);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_writer is null)
        {
            if (InputObject is not null)
                ThrowTerminatingError(JobErrors.InputClosed(Job, Job.Input!.WhyClosed!));
            return;
        }

        // The writer drops what comes after that.
        _lost |= InputObject is not null && Job.Input!.Pipe.IsClosed;
        Write(writer => writer.Add(InputObject));
        if (!_lost || Stopping)
            return;
        // Whoever goes on producing would keep the error back.
        EndProcessing();
        UpstreamEnd.Request(this);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_writer is null || _isOver)
            return;
        _isOver = true;
        Write(static writer => writer.Flush());
        var pipe = Job.Input!.Pipe;
        _pump!.EmitUntil(() => pipe.IsFlushed || pipe.IsClosed);
        if (_lost || pipe.HasLost)
            WriteError(JobErrors.InputClosed(Job, "it has ended or has closed its input, and has not got all of it"));
        if (Close)
            pipe.Complete();
    }

    private void Write(Action<InputWriter> write)
    {
        try
        {
            write(_writer!);
        }
        catch (InvalidParameterException invalid)
        {
            ThrowTerminatingError(RunErrors.For(invalid));
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _pump?.Interrupt();

    /// <inheritdoc/>
    public void Dispose()
    {
        _writer?.Dispose();
        if (_pump is not null)
            Job.Input!.Changed -= _pump.Wake;
    }
}
