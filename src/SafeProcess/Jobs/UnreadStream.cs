using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using System.Runtime.Serialization;

namespace SafeProcess.Commands;

/// <summary>One stream of a job, in which what nobody has read takes a bounded amount of memory. Safe from any thread; items are added from one
/// at a time.</summary>
[SuppressMessage("Usage", "CA2237:Mark ISerializable types with serializable", Justification = "It is never serialized.")]
internal sealed class UnreadStream<T> : PSDataCollection<T>
{
    // What the pipes of a program may still hold when it is held back no longer, as lines in memory.
    private const long Rest = 100L * 1024 * 1024;

    private readonly UnreadList<T> _list;
    private long _limit;
    private bool _holdsBack;
    private TaskCompletionSource? _room;

    /// <summary>A stream.</summary>
    /// <param name="limit">The size that unread items may have.</param>
    /// <param name="holdsBack">Whoever adds waits at the limit; else the oldest items are dropped.</param>
    /// <param name="sizeOf">The size of an item.</param>
    public UnreadStream(long limit, bool holdsBack, Func<T, int> sizeOf)
        : this(limit, holdsBack, new UnreadList<T>(sizeOf))
    {
    }

    private UnreadStream(long limit, bool holdsBack, UnreadList<T> list)
        : base(With(list), default)
    {
        _limit = limit;
        _holdsBack = holdsBack;
        _list = list;
        _list.Taken = LetOnIfThereIsRoom;
    }

    private object Gate => ((ICollection)this).SyncRoot;

    /// <summary>Takes out the oldest items that are over the limit, unless the stream holds back; the newest stays, whatever its size.</summary>
    /// <returns>How many.</returns>
    public int DropOverLimit()
    {
        var dropped = 0;
        lock (Gate)
        {
            for (; !_holdsBack && _list.Size > _limit && _list.Count > 1; dropped++)
                RemoveAt(0);
        }

        return dropped;
    }

    /// <summary>Completes when whoever adds may go on.</summary>
    public Task WhenThereIsRoom()
    {
        lock (Gate)
        {
            return _holdsBack && _list.Size > _limit
                ? (_room ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task
                : Task.CompletedTask;
        }
    }

    /// <summary>From now on nobody is held back: what comes is the little that is left, and is bounded by dropping too.</summary>
    public void HoldBackNoLonger()
    {
        lock (Gate)
        {
            if (!_holdsBack)
                return;
            _holdsBack = false;
            _limit += Rest;
            LetOnIfThereIsRoom();
        }
    }

    // PowerShell gives derived classes one way to bring a list of their own: this constructor.
#pragma warning disable SYSLIB0050
    private static SerializationInfo With(IList<T> list)
    {
        var info = new SerializationInfo(typeof(PSDataCollection<T>), new FormatterConverter());
        info.AddValue("Data", list, typeof(IList<T>));
        info.AddValue("BlockingEnumerator", false);
        info.AddValue("DataAddedCount", 1);
        info.AddValue("EnumeratorNeverBlocks", true);
        info.AddValue("IsOpen", true);
        return info;
    }
#pragma warning restore SYSLIB0050

    // The collection holds its lock when the list calls this.
    private void LetOnIfThereIsRoom()
    {
        if (_room is null || (_holdsBack && _list.Size > _limit))
            return;
        _room.SetResult();
        _room = null;
    }
}
