namespace SafeProcess.Platform.Unix;

/// <summary>Looks at all processes of the system, which those share who want one at the same time: a look that began after it was asked
/// for serves all who asked before. Safe from any thread.</summary>
internal sealed class SharedLook<TTable>(Func<TTable> look)
{
    private readonly object _gate = new();
    private TaskCompletionSource<TTable>? _asked;
    private bool _looking;

    /// <summary>A look that begins after this call.</summary>
    public Task<TTable> TakeAsync()
    {
        lock (_gate)
        {
            _asked ??= new TaskCompletionSource<TTable>(TaskCreationOptions.RunContinuationsAsynchronously);
            if (!_looking)
            {
                _looking = true;
                ThreadPool.UnsafeQueueUserWorkItem(static shared => shared.LookWhileAsked(), this, preferLocal: false);
            }

            return _asked.Task;
        }
    }

    private void LookWhileAsked()
    {
        while (true)
        {
            TaskCompletionSource<TTable> asked;
            lock (_gate)
            {
                if (_asked is null)
                {
                    _looking = false;
                    return;
                }

                asked = _asked;
                _asked = null;
            }

            try
            {
                asked.SetResult(look());
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or SystemCallException)
            {
                asked.SetException(failure);
            }
        }
    }
}
