using System.Collections;
using System.ComponentModel;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace SafeProcess.Commands;

/// <summary>The other side of <c>Invoke-SafeProcessBatch</c> over sessions: runs the items that come as lines, and tells of their ends in lines. It is exported to nobody,
/// and what it takes and gives may change with every version.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "SafeProcessItem")]
[EditorBrowsable(EditorBrowsableState.Never)]
[OutputType(typeof(string))]
public sealed class InvokeSafeProcessItemCommand : RunCommand, IDisposable
{
    private PipelinePump? _pump;
    private BatchScheduler? _scheduler;
    private SessionOutput? _output;
    private long _items;
    private volatile bool _isComplete;

    /// <summary>The lines, as they come.</summary>
    [Parameter(Mandatory = true)]
    public IEnumerator? Line { get; set; }

    /// <summary>The most runs at once; null for the number of processors.</summary>
    [Parameter]
    public int? ThrottleLimit { get; set; }

    /// <summary>The time until nothing is started any more; null for no limit.</summary>
    [Parameter]
    public TimeSpan? BatchTimeout { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var pump = _pump = new PipelinePump(this);
        var output = _output = new SessionOutput(pump);
        var throttle = ThrottleLimit ?? Environment.ProcessorCount;
        var options = new BatchOptions(TimeSpan.Zero, BatchTimeout, FailFast: false, RetryPolicy.Never);
        var scheduler = _scheduler = new BatchScheduler(options, new BatchRunner(Runspace.DefaultRunspace, throttle, null), output, TimeProvider.System);
        ActiveBatches.Add(scheduler, Runspace.DefaultRunspace);
        WriteObject(SentEnd.Ready(throttle));
        using var pulse = new SessionPulse(pump, TimeProvider.System);
        // The next line is waited for beside this thread, which has ends to tell of meanwhile.
        new Thread(ReadLines) { IsBackground = true, Name = "SafeProcess items" }.Start();
        try
        {
            pump.EmitUntil(() => (_isComplete && output.Told == _items) || (scheduler.Closing == BatchClosing.Requested && scheduler.IsIdle && Stopping));
        }
        finally
        {
            End(scheduler);
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        _pump?.Abandon();
        _scheduler?.Stop();
        _pump?.Wake();
    }

    /// <summary>Ends what is still running.</summary>
    public void Dispose()
    {
        if (_scheduler is not { } scheduler)
            return;
        End(scheduler);
        ActiveBatches.Remove(scheduler);
        scheduler.Dispose();
    }

    private void End(BatchScheduler scheduler)
    {
        if (scheduler.IsIdle)
            return;
        _pump!.Abandon();
        scheduler.Stop();
        _pump.EmitUntil(() => scheduler.IsIdle);
    }

    private void ReadLines()
    {
        try
        {
            while (Line!.MoveNext())
            {
                foreach (var line in LanguagePrimitives.ConvertTo<string>(Line.Current).Split('\n'))
                    _pump!.Post(new Received(this, line));
            }
        }
        catch (Exception)
        {
            // The session is being closed, and the pipeline stopped with it.
        }
        finally
        {
            _pump!.Post(new Received(this, null));
        }
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            _isComplete = true;
            return;
        }

        if (BatchSession.IsStop(line))
        {
            _scheduler!.Stop();
            return;
        }

        if (BatchSession.AsksBack(line) is { } count)
        {
            var back = _scheduler!.TakeBack(count);
            _items -= back.Length;
            WriteObject(SentEnd.GiveBack(back));
            return;
        }

        _items++;
        var call = SentItem.Read(line);
        try
        {
            _scheduler!.Add(ReadItem(call, null, isLogged: false));
        }
        catch (ArgumentException invalid) when (invalid is InvalidParameterException or InvalidCommandBlockException)
        {
            _scheduler!.Reject(new BatchItem(call.Index, null, null), invalid);
        }
    }

    // On the pipeline thread, whose location the paths of an item are relative to.
    private sealed class Received(InvokeSafeProcessItemCommand command, string? line) : IPipelineItem
    {
        public void Emit(Cmdlet cmdlet)
        {
            command.Take(line);
            command._pump!.Wake();
        }

        public void Drop()
        {
        }
    }
}
