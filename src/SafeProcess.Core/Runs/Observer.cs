using SafeProcess.Threading;

namespace SafeProcess.Runs;

/// <summary>Tells whoever observes a run of its events, in order. The observer is the caller's code: the run never waits for it, but at its end, and no
/// longer than it must. Safe from any thread.</summary>
/// <param name="receiver">The observer.</param>
/// <param name="elapsed">How long the run has been going on.</param>
/// <param name="failed">Called when it threw; it is told nothing more.</param>
internal sealed class Observer(IProgress<RunEvent> receiver, Func<TimeSpan> elapsed, Action<Exception> failed)
{
    private readonly object _gate = new();
    private readonly Queue<RunEvent> _untold = new();
    private TaskCompletionSource? _told;
    private bool _telling;
    private bool _deaf;

    /// <summary>Returns at once.</summary>
    public void Tell(RunEventKind kind, string message)
    {
        lock (_gate)
        {
            if (_deaf)
                return;
            // Timed in here, so that no event is earlier than the one before it.
            _untold.Enqueue(new RunEvent(kind, elapsed(), message));
            if (_telling)
                return;
            _telling = true;
            ForeignCode.RunAside(TellAll);
        }
    }

    /// <summary>Completes when all that happened up to now was told.</summary>
    public Task WhenToldAsync()
    {
        lock (_gate)
            return _telling ? (_told ??= new TaskCompletionSource()).Task : Task.CompletedTask;
    }

    private void TellAll()
    {
        while (TryNext(out var happened))
        {
            try
            {
                receiver.Report(happened);
            }
            catch (Exception failure)
            {
                lock (_gate)
                {
                    _deaf = true;
                    _untold.Clear();
                }

                failed(failure);
            }
        }
    }

    private bool TryNext(out RunEvent happened)
    {
        TaskCompletionSource? told;
        lock (_gate)
        {
            if (_untold.TryDequeue(out happened!))
                return true;
            _telling = false;
            (told, _told) = (_told, null);
        }

        told?.SetResult();
        return false;
    }
}
