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
    private readonly SendWindow _window = new();
    private SessionOutput? _output;
    private ItemFolders? _folders;
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
        var throttle = ThrottleLimit ?? Environment.ProcessorCount;
        // Half of what it is sent ahead is enough for the time in which an end gets there and the next item comes.
        using var output = _output = new SessionOutput(pump, ended => Volatile.Read(ref _items) - ended > throttle + (SessionHost.MostAhead / 2), TimeProvider.System);
        var folders = _folders = new ItemFolders(_window, output);
        var options = new BatchOptions(TimeSpan.Zero, BatchTimeout, FailFast: false, RetryPolicy.Never);
        var scheduler = _scheduler = new BatchScheduler(options, new BatchRunner(Runspace.DefaultRunspace, throttle, null), folders, TimeProvider.System);
        scheduler.Over.UnsafeRegister(static folders => ((ItemFolders)folders!).RequestStop(), folders);
        ActiveRuns.Add(folders);
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
        _folders!.Dispose();
        ActiveRuns.Remove(_folders);
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
                    Read(line);
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

    // Files are written beside the pipeline thread, which may be busy with what goes the other way.
    private void Read(string line)
    {
        if (SentLine.IsPart(line, out var index, out var part))
        {
            _folders!.Take(index, part);
            _output!.Tell(SentEnd.Took(line.Length));
        }
        else if (SentLine.IsItem(line, out index, out var item))
        {
            if (_folders!.Complete(index))
                _pump!.Post(new Received(this, item));
        }
        else if (SentLine.SaysTook(line) is { } length)
        {
            _window.Give(length);
        }
        else if (SentLine.SaysDrop(line) is { } dropped)
        {
            _folders!.Drop(dropped);
        }
        else
        {
            _pump!.Post(new Received(this, line));
        }
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            _isComplete = true;
            return;
        }

        if (line == SentLine.Stop)
        {
            _scheduler!.Stop();
            return;
        }

        if (SentLine.AsksBack(line) is { } count)
        {
            var back = _scheduler!.TakeBack(count);
            _items -= back.Length;
            Array.ForEach(back, item => _folders!.Forget(item.Index));
            WriteObject(SentEnd.GiveBack(back));
            return;
        }

        var call = SentItem.Read(line);
        _items++;
        try
        {
            if (call.Files is not null)
                call = call.In(this, _folders!.Claim(call));
            _scheduler!.Add(ReadItem(call, null, isLogged: false));
        }
        catch (Exception failure) when (failure is InvalidParameterException or InvalidCommandBlockException or SessionItemException)
        {
            _scheduler!.Reject(new BatchItem(call.Index, null, null), failure);
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
