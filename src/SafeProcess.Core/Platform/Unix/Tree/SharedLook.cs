using SafeProcess.Platform.Unix.Native;
using SafeProcess.Threading;

namespace SafeProcess.Platform.Unix.Tree;

/// <summary>Looks at all processes of the system, which those share who want one at the same time: a look that began after it was asked
/// for serves all who asked before. Needs no thread of the pool. Safe from any thread.</summary>
internal sealed class SharedLook<TTable>(Func<TTable> look)
{
    private readonly object _gate = new();
    private List<TaskCompletionSource<TTable>> _asked = [];
    private bool _looking;

    /// <summary>A look that begins after this call.</summary>
    public Task<TTable> TakeAsync()
    {
        var asker = new TaskCompletionSource<TTable>();
        lock (_gate)
        {
            _asked.Add(asker);
            if (!_looking)
            {
                _looking = true;
                OwnThreads.OfRuns.Post(static shared => ((SharedLook<TTable>)shared!).LookWhileAsked(), this);
            }
        }

        return asker.Task;
    }

    private void LookWhileAsked()
    {
        while (true)
        {
            List<TaskCompletionSource<TTable>> askers;
            lock (_gate)
            {
                if (_asked.Count == 0)
                {
                    _looking = false;
                    return;
                }

                (askers, _asked) = (_asked, []);
            }

            try
            {
                var table = look();
                Answer(askers, asker => asker.SetResult(table));
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or SystemCallException)
            {
                Answer(askers, asker => asker.SetException(failure));
            }
        }
    }

    /// <summary>Each asker goes on where it was answered, so each on a thread that is free.</summary>
    private static void Answer(List<TaskCompletionSource<TTable>> askers, Action<TaskCompletionSource<TTable>> answer)
    {
        foreach (var asker in askers)
            OwnThreads.OfRuns.Post(_ => answer(asker), null);
    }
}
