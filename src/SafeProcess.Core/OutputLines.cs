using System.Runtime.CompilerServices;
using SafeProcess.Threading;

namespace SafeProcess;

/// <summary>The lines of a run while it goes on, for who has started it: <c>await foreach (var line in lines.ReadAllAsync(run))</c>. Serves one run.</summary>
/// <remarks>What only reads lines is shorter with <see cref="ProcessRunnerExtensions.ReadLinesAsync(IProcessRunner, ProcessSpec, CancellationToken)"/>. This is for
/// who writes to the program as well (<see cref="ProcessRun.StandardInput"/>), or wants its result.</remarks>
public sealed class OutputLines
{
    private const int MostWaiting = 256 * 1024;

    // What a string costs besides its characters, in characters: many empty lines fill memory too.
    private const int LineOverhead = 16;

    private readonly object _gate = new();
    private readonly Queue<OutputLine> _lines = new();
    private readonly Flow _output = new();
    private readonly Flow _error = new();
    private TaskCompletionSource? _more;
    private bool _isRead;
    private bool _isOver;
    private bool _isDropping;

    /// <summary>Lines of which none has come.</summary>
    public OutputLines() => Sink = new OutputSink(
        new LineSink((lines, over) => TakeAsync(OutputKind.StandardOutput, lines, over)),
        new LineSink((lines, over) => TakeAsync(OutputKind.StandardError, lines, over)));

    /// <summary>What the run is started with, or a sink that hands on to it.</summary>
    public OutputSink Sink { get; }

    /// <summary>The lines of both streams in the order they come, until the run is over. <see cref="ProcessRun.Completion"/> then says how it ended: it is nothing
    /// that is thrown here. Leaving the loop early takes the tree down the stop ladder and waits for its end.</summary>
    /// <remarks>A slow loop holds the program back as a shell's pipe does: some 256,000 characters of each stream wait for it at most, and what was in the pipe when
    /// the run was stopped.</remarks>
    /// <param name="run">The run that was started with <see cref="Sink"/>.</param>
    /// <param name="cancellationToken">Leaves the loop.</param>
    /// <exception cref="InvalidOperationException">The lines are read already, or were.</exception>
    public IAsyncEnumerable<OutputLine> ReadAllAsync(ProcessRun run, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        lock (_gate)
        {
            if (_isRead)
                throw new InvalidOperationException("The lines are read already: each is given once.");
            _isRead = true;
        }

        return EnumerateAsync(run, cancellationToken);
    }

    /// <summary>Runs a program with each enumeration. Its end is success, or an exception.</summary>
    internal static async IAsyncEnumerable<OutputLine> OfWholeRun(
        IProcessRunner runner, ProcessSpec spec, CancellationToken cancellationToken, [EnumeratorCancellation] CancellationToken loopToken = default)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, loopToken);
        var lines = new OutputLines();
        var run = runner.Start(spec, lines.Sink, both.Token);
        await foreach (var line in lines.ReadAllAsync(run, CancellationToken.None).ConfigureAwait(false))
            yield return line;
        var result = await run.Completion.ConfigureAwait(false);
        if (result.Outcome == Outcome.Canceled)
            (loopToken.IsCancellationRequested ? loopToken : cancellationToken).ThrowIfCancellationRequested();
        result.EnsureSuccess();
    }

    private async IAsyncEnumerable<OutputLine> EnumerateAsync(ProcessRun run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            _ = EndWithAsync(run);
            while (true)
            {
                if (TryNext(out var line, out var more))
                    yield return line;
                else if (more is null)
                    break;
                else
                    await more.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            Drop();
            await run.DisposeAsync().ConfigureAwait(false);
        }
    }

    private bool TryNext(out OutputLine line, out Task? more)
    {
        TaskCompletionSource? room = null;
        more = null;
        bool found;
        lock (_gate)
        {
            found = _lines.TryDequeue(out line);
            if (found)
                room = FlowOf(line.Kind).Remove(SizeOf(line.Text));
            else if (!_isOver)
                more = (_more ??= new TaskCompletionSource()).Task;
        }

        room?.SetResult();
        return found;
    }

    private ValueTask TakeAsync(OutputKind kind, IReadOnlyList<string> lines, CancellationToken over)
    {
        TaskCompletionSource? more;
        Task? room;
        lock (_gate)
        {
            if (_isDropping)
                return default;
            var flow = FlowOf(kind);
            var size = 0;
            foreach (var line in lines)
            {
                _lines.Enqueue(new OutputLine(kind, line));
                size += SizeOf(line);
            }

            room = flow.Add(size);
            (more, _more) = (_more, null);
        }

        Tell(more);
        return room is null ? default : new(WaitForRoomAsync(room, over));
    }

    /// <summary>What is left of a program that was stopped is taken without waiting.</summary>
    private static async Task WaitForRoomAsync(Task room, CancellationToken over) =>
        await room.WaitAsync(over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    // Not with the end of the streams: a run that was stopped may give its receivers up.
    private async Task EndWithAsync(ProcessRun run)
    {
        await ((Task)run.Completion).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        TaskCompletionSource? more;
        lock (_gate)
        {
            _isOver = true;
            (more, _more) = (_more, null);
        }

        Tell(more);
    }

    /// <summary>Nobody reads any more.</summary>
    private void Drop()
    {
        TaskCompletionSource? output;
        TaskCompletionSource? error;
        lock (_gate)
        {
            _isDropping = true;
            _lines.Clear();
            (output, error) = (_output.Clear(), _error.Clear());
        }

        output?.SetResult();
        error?.SetResult();
    }

    // Whoever reads goes on with code that is not the library's, which this thread is not to wait for.
    private static void Tell(TaskCompletionSource? more)
    {
        if (more is not null)
            ForeignCode.RunAside(more.SetResult);
    }

    private Flow FlowOf(OutputKind kind) => kind == OutputKind.StandardError ? _error : _output;

    private static int SizeOf(string line) => LineOverhead + line.Length;

    /// <summary>How much of a stream waits, so that one stream never holds back the other. Guarded by the gate.</summary>
    private sealed class Flow
    {
        private long _waiting;
        private TaskCompletionSource? _room;

        /// <returns>What is to be waited for before more comes; null for nothing.</returns>
        public Task? Add(int size) => (_waiting += size) > MostWaiting ? (_room ??= new TaskCompletionSource()).Task : null;

        /// <returns>What is to be told that there is room; null for nothing.</returns>
        public TaskCompletionSource? Remove(int size) => (_waiting -= size) > MostWaiting ? null : TakeRoom();

        /// <inheritdoc cref="Remove"/>
        public TaskCompletionSource? Clear()
        {
            _waiting = 0;
            return TakeRoom();
        }

        private TaskCompletionSource? TakeRoom()
        {
            var room = _room;
            _room = null;
            return room;
        }
    }
}
