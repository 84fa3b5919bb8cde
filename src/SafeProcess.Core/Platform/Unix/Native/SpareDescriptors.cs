namespace SafeProcess.Platform.Unix.Native;

/// <summary>A few descriptors that the host keeps from its first run on, so that trees can still be found and ended when it has none left.
/// Safe from any thread.</summary>
internal static class SpareDescriptors
{
    /// <summary>A handle on a process, and the file that proves whose it is.</summary>
    private const int Count = 2;

    private static readonly object _gate = new();
    private static readonly Stack<Descriptor> _kept = new(Count);
    private static Descriptor? _source;

    /// <summary>Sees that they are there.</summary>
    /// <param name="source">A descriptor that stays open, to make them from.</param>
    /// <exception cref="SystemCallException">No descriptor is left: what could not be ended must not be started.</exception>
    public static void Keep(Descriptor source)
    {
        lock (_gate)
        {
            _source = source;
            while (_kept.Count < Count)
                _kept.Push(source.Duplicate(lowest: Descriptor.AboveStandardStreams));
        }
    }

    /// <summary>Frees one of them until the loan is disposed, by the same thread. Within a loan another may be taken. Whoever opens a descriptor
    /// elsewhere at this moment may be faster.</summary>
    public static Loan Lend()
    {
        Monitor.Enter(_gate);
        if (_kept.TryPop(out var spare))
            spare.Dispose();
        return new Loan(_gate);
    }

    public readonly ref struct Loan(object gate)
    {
        public void Dispose()
        {
            try
            {
                if (_source is not null)
                    _kept.Push(_source.Duplicate(lowest: Descriptor.AboveStandardStreams));
            }
            catch (SystemCallException)
            {
                // The next start sees to it.
            }
            finally
            {
                Monitor.Exit(gate);
            }
        }
    }
}
