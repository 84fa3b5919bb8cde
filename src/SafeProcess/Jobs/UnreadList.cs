using System.Collections;

namespace SafeProcess.Commands;

/// <summary>What a job has for its reader, the oldest first: taking from the front costs nothing, which is how PowerShell's job cmdlets read
/// (one by one, which with the list that PowerShell brings itself makes the time grow with the square of the length), and what is
/// held is known at any moment.</summary>
/// <param name="sizeOf">The size of an item.</param>
/// <remarks>Not thread-safe: <see cref="UnreadStream{T}"/> locks.</remarks>
internal sealed class UnreadList<T>(Func<T, int> sizeOf) : IList<T>
{
    private const int FirstCapacity = 16;

    private T[] _items = [];
    private int _first;

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <summary>Called when an item has been taken out; must not block.</summary>
    public Action? Taken { get; set; }

    /// <summary>The size of all items.</summary>
    public long Size { get; private set; }

    /// <inheritdoc/>
    public bool IsReadOnly => false;

    /// <inheritdoc/>
    public T this[int index]
    {
        get => _items[Place(index)];
        set
        {
            Size += sizeOf(value) - sizeOf(this[index]);
            _items[Place(index)] = value;
        }
    }

    /// <inheritdoc/>
    public void Add(T item) => Insert(Count, item);

    /// <inheritdoc/>
    public void Insert(int index, T item)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)index, (uint)Count);
        if (Count == _items.Length)
            Resize(Math.Max(Count * 2, FirstCapacity));
        Count++;
        for (var last = Count - 1; last > index; last--)
            _items[Place(last)] = _items[Place(last - 1)];
        _items[Place(index)] = item;
        Size += sizeOf(item);
    }

    /// <inheritdoc/>
    public void RemoveAt(int index)
    {
        Size -= sizeOf(this[index]);
        if (index == 0)
        {
            _items[_first] = default!;
            _first = _first + 1 == _items.Length ? 0 : _first + 1;
        }
        else
        {
            for (var next = index + 1; next < Count; next++)
                _items[Place(next - 1)] = _items[Place(next)];
            _items[Place(Count - 1)] = default!;
        }

        // What many lines needed once is not kept for ever.
        if (--Count == 0 && _items.Length > 64 * FirstCapacity)
            Resize(0);
        Taken?.Invoke();
    }

    /// <inheritdoc/>
    public void Clear()
    {
        _items = [];
        (Count, Size, _first) = (0, 0, 0);
        Taken?.Invoke();
    }

    /// <inheritdoc/>
    public bool Contains(T item) => IndexOf(item) >= 0;

    /// <inheritdoc/>
    public int IndexOf(T item)
    {
        for (var index = 0; index < Count; index++)
        {
            if (EqualityComparer<T>.Default.Equals(this[index], item))
                return index;
        }

        return -1;
    }

    /// <inheritdoc/>
    public bool Remove(T item)
    {
        var index = IndexOf(item);
        if (index >= 0)
            RemoveAt(index);
        return index >= 0;
    }

    /// <inheritdoc/>
    public void CopyTo(T[] array, int arrayIndex)
    {
        foreach (var item in this)
            array[arrayIndex++] = item;
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator()
    {
        for (var index = 0; index < Count; index++)
            yield return this[index];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int Place(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);
        var place = _first + index;
        return place < _items.Length ? place : place - _items.Length;
    }

    private void Resize(int capacity)
    {
        var items = capacity == 0 ? [] : new T[capacity];
        CopyTo(items, 0);
        (_items, _first) = (items, 0);
    }
}
