using System.Diagnostics.CodeAnalysis;

namespace SafeProcess.Commands;

/// <summary>Puts what ends in any order back into the order of the input.</summary>
internal sealed class BatchOrder
{
    private readonly Dictionary<long, BatchEnd?> _held = [];
    private long _next;

    /// <summary>How many wait for an earlier one.</summary>
    public int Held => _held.Count;

    /// <summary>An item has ended.</summary>
    public void Add(BatchEnd end) => _held.Add(end.Item.Index, end);

    /// <summary>Nobody is to wait for an item.</summary>
    public void Skip(long index) => _held.Add(index, null);

    /// <summary>Takes the end whose turn it is.</summary>
    /// <returns>False when that one has not come yet.</returns>
    public bool TryTake([NotNullWhen(true)] out BatchEnd? end)
    {
        while (_held.Remove(_next, out end))
        {
            _next++;
            if (end is not null)
                return true;
        }

        return false;
    }
}
