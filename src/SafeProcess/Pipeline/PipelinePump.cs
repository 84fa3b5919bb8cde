using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>Carries what happens on the runner's threads to the pipeline thread, the only one on which a cmdlet may write, and is
/// where that thread waits.</summary>
internal sealed class PipelinePump(Cmdlet cmdlet)
{
    private readonly object _gate = new();
    private Queue<IPipelineItem>? _items;
    private bool _abandoned;
    private bool _awake;
    private bool _interrupted;

    /// <summary>Puts an item into the queue, in order. From any thread; never blocks.</summary>
    public void Post(IPipelineItem item)
    {
        lock (_gate)
        {
            if (!_abandoned)
            {
                (_items ??= new()).Enqueue(item);
                WakeLocked();
                return;
            }
        }

        item.Drop();
    }

    /// <summary>Lets the pipeline thread look again at what it waits for. From any thread.</summary>
    public void Wake()
    {
        lock (_gate)
            WakeLocked();
    }

    /// <summary>Emits what is in the queue now. On the pipeline thread.</summary>
    public void EmitPending()
    {
        while (Next() is { } item)
            item.Emit(cmdlet);
    }

    /// <summary>Emits until a condition holds; whoever makes it true calls <see cref="Wake"/>. All that was posted before
    /// that has been emitted then. On the pipeline thread.</summary>
    /// <exception cref="PipelineStoppedException"><see cref="Interrupt"/> was called.</exception>
    public void EmitUntil(Func<bool> condition)
    {
        while (true)
        {
            // Before looking, so that what happens while this thread looks wakes it again.
            lock (_gate)
            {
                if (_interrupted)
                    throw new PipelineStoppedException();
                _awake = false;
            }

            var done = condition();
            EmitPending();
            if (done)
                return;
            Sleep();
        }
    }

    /// <summary>Drops what is in the queue and what comes after, so that a run which nobody listens to can end. From any thread.</summary>
    public void Abandon()
    {
        Queue<IPipelineItem>? dropped;
        lock (_gate)
        {
            _abandoned = true;
            (dropped, _items) = (_items, null);
        }

        foreach (var item in dropped ?? [])
            item.Drop();
    }

    /// <summary>Ends every wait, also those to come: what is waited for goes on without anyone who waits. From any thread.</summary>
    public void Interrupt()
    {
        lock (_gate)
        {
            _interrupted = true;
            WakeLocked();
        }
    }

    private IPipelineItem? Next()
    {
        lock (_gate)
            return _items is { Count: > 0 } ? _items.Dequeue() : null;
    }

    private void Sleep()
    {
        lock (_gate)
        {
            while (!_awake)
                Monitor.Wait(_gate);
        }
    }

    private void WakeLocked()
    {
        _awake = true;
        Monitor.Pulse(_gate);
    }
}
