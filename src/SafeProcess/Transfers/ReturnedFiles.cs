using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>The files that come back from a session. All members may be used from any thread, those of one item not at the same time.</summary>
internal sealed class ReturnedFiles
{
    private readonly Dictionary<long, Arrival> _arrivals = [];

    /// <summary>An item is sent from which files will come.</summary>
    public void Expect(long index, ItemFiles files)
    {
        lock (_arrivals)
            _arrivals[index] = new Arrival(files);
    }

    /// <summary>Takes a part of a file. What cannot be written is the failure of its item.</summary>
    public void Take(long index, SentPart part) => Find(index, remove: false)?.Take(part);

    /// <summary>The end of an item, which fails when its program succeeded and a file could not be written.</summary>
    public SentEnd End(SentEnd end)
    {
        if (Find(end.Number, remove: true) is not { } arrival)
            return end;
        arrival.Complete();
        return arrival.Failure is { } reason && end.Result is { Success: true } result
            ? new SentEnd(SentEndKind.Failure, end.Number, null, TransferErrors.Return(reason, ErrorCategory.WriteError, result))
            : end;
    }

    /// <summary>Nothing comes any more: nothing is left of what has not come as a whole.</summary>
    public void Close()
    {
        lock (_arrivals)
        {
            foreach (var arrival in _arrivals.Values)
                arrival.Dispose();
            _arrivals.Clear();
        }
    }

    private Arrival? Find(long index, bool remove)
    {
        lock (_arrivals)
        {
            if (_arrivals.TryGetValue(index, out var arrival) && remove)
                _arrivals.Remove(index);
            return arrival;
        }
    }

    private sealed class Arrival(ItemFiles files) : IDisposable
    {
        private readonly FileReceiver _receiver = new(name =>
            files.Returns.Any(asked => name == asked || name.StartsWith(asked + '/', StringComparison.Ordinal))
                ? RelativeName.Below(files.ReturnFolder, name)
                : throw new IOException($"'{name}' was not asked for."));

        /// <summary>Why a file could not be written; null when all could.</summary>
        public string? Failure { get; private set; }

        public void Take(SentPart part)
        {
            try
            {
                _receiver.Take(part);
            }
            catch (Exception e) when (FileSender.IsOfFile(e))
            {
                Failure ??= $"A file that it left could not be written here: {e.Message}";
            }
        }

        public void Complete() => _receiver.Complete();

        public void Dispose() => _receiver.Dispose();
    }
}
