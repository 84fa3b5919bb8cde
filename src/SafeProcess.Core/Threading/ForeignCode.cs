namespace SafeProcess.Threading;

/// <summary>Calls of code that is not the library's.</summary>
internal static class ForeignCode
{
    /// <summary>Runs code on another thread of the library's own, which others do not wait for.</summary>
    public static void RunAside(Action code) => OwnThreads.OfRuns.Post(static state => OwnThreads.RunForeignCode((Action)state!), code);

    /// <summary>Cancels, on another thread: those who registered with the token may block or throw, which is nobody else's concern.</summary>
    public static void CancelAside(CancellationTokenSource source) => RunAside(() => Cancel(source));

    private static void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (AggregateException)
        {
            // Of those who registered.
        }
    }
}
