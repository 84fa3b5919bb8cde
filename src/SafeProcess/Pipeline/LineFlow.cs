using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>Takes the lines of one stream to the pipeline and holds the program back while more than a budget of them waits
/// there. Each stream has its own, so that one never holds back the other.</summary>
internal sealed class LineFlow(PipelinePump pump, Action<Cmdlet, IReadOnlyList<string>> write)
{
    private const int Budget = 256 * 1024;

    // What a string costs besides its characters, in characters: many empty lines fill memory too.
    private const int LineOverhead = 16;

    private readonly object _gate = new();
    private int _waiting;
    private TaskCompletionSource? _room;

    /// <summary>Takes the lines of one read; a <see cref="LineSink.LineReceiver"/>.</summary>
    public ValueTask ReceiveAsync(IReadOnlyList<string> lines, CancellationToken cancellationToken)
    {
        var size = lines.Count * LineOverhead;
        for (var index = 0; index < lines.Count; index++)
            size += lines[index].Length;

        Task? room = null;
        lock (_gate)
        {
            _waiting += size;
            if (_waiting > Budget)
                room = (_room ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }

        pump.Post(new Batch(this, lines, size));
        return room is null ? default : new(WaitAsync(room, cancellationToken));
    }

    /// <summary>What is left of a program that was stopped is taken without waiting.</summary>
    private static async Task WaitAsync(Task room, CancellationToken over) =>
        await room.WaitAsync(over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private void Release(int size)
    {
        TaskCompletionSource? room = null;
        lock (_gate)
        {
            _waiting -= size;
            if (_waiting <= Budget)
                (room, _room) = (_room, null);
        }

        room?.SetResult();
    }

    private void Write(Cmdlet cmdlet, IReadOnlyList<string> lines) => write(cmdlet, lines);

    private sealed class Batch(LineFlow flow, IReadOnlyList<string> lines, int size) : IPipelineItem
    {
        public void Emit(Cmdlet cmdlet)
        {
            // First, so that the program goes on while these lines are being written.
            flow.Release(size);
            flow.Write(cmdlet, lines);
        }

        public void Drop() => flow.Release(size);
    }
}
