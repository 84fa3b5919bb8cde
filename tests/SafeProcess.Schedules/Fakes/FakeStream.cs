using System.Text;
using System.Threading.Tasks.Sources;
using SafeProcess.Platform;
using SafeProcess.Schedules.Scheduling;
using SafeProcess.Threading;

namespace SafeProcess.Schedules.Fakes;

/// <summary>A pipe that programs write, as the system sees it. It ends when the last writer has closed it.</summary>
internal sealed class FakeStream
{
    private readonly Schedule _schedule;
    private readonly List<FakePipe> _ends = [];
    private readonly StringBuilder _written = new();
    private readonly int _capacity;
    private int _writers;

    public FakeStream(Schedule schedule)
    {
        _schedule = schedule;
        // A small one holds its writers back.
        _capacity = schedule.Choose(3) == 0 ? 4 : 1000;
        End = NewEnd();
    }

    /// <summary>The host's first end.</summary>
    public FakePipe End { get; }

    /// <summary>All that was ever written.</summary>
    public string Written => _written.ToString();

    /// <summary>Bytes that nobody has read.</summary>
    public List<byte> Bytes { get; } = [];

    public bool IsClosed => _writers == 0;

    /// <summary>What had been written when the program ended: never to be lost.</summary>
    public string WrittenByProgram { get; private set; } = "";

    public void AddWriter() => _writers++;

    public void RemoveWriter()
    {
        _writers--;
        Notify();
    }

    public void NoteProgramEnded() => WrittenByProgram = End.WrittenAtPresent ?? Written;

    public FakePipe NewEnd()
    {
        var end = new FakePipe(_schedule, this);
        _ends.Add(end);
        return end;
    }

    /// <summary>Writes, from a strand of the program; waits while the pipe is full.</summary>
    /// <param name="text">ASCII.</param>
    /// <param name="isAlive">Whether the writer still is.</param>
    public void Write(string text, Func<bool> isAlive)
    {
        foreach (var character in text)
        {
            _schedule.Reach();
            _schedule.WaitWhile(() => Bytes.Count >= _capacity && isAlive() && _ends.Exists(static end => !end.IsEnded));
            if (!isAlive() || _ends.TrueForAll(static end => end.IsEnded))
                return;
            Bytes.Add((byte)character);
            _written.Append(character);
            if (Bytes.Count == 1)
                Notify();
        }
    }

    // The system tells later, on a thread of the library's own.
    private void Notify()
    {
        foreach (var end in _ends)
            _schedule.Begin("reactor", end.OnReady, isOfRun: true);
    }
}

/// <summary>An end of it in the host: between two points it is as the lock of a real one has it.</summary>
internal sealed class FakePipe(Schedule schedule, FakeStream stream) : IOutputPipe, IValueTaskSource<OutputChunk>
{
    private OwnTaskSource<OutputChunk> _source;
    private bool _waiting;
    private int? _leftAtPresent;
    private Exception? _failure;

    public bool IsEnded { get; private set; }

    public bool IsDisposed { get; private set; }

    /// <summary>All that had been written when it was to end at present; null when it was not.</summary>
    public string? WrittenAtPresent { get; private set; }

    public bool IsBroken => _failure is not null;

    /// <summary>What is read after this cannot be.</summary>
    public void Break(Exception failure)
    {
        _failure = failure;
        schedule.Begin("reactor", OnReady, isOfRun: true);
    }

    public ValueTask<OutputChunk> ReadAsync()
    {
        if (_waiting)
            schedule.Fail("Two read one stream.");
        // Has points of its own: what follows has none.
        _source.Reset();
        if (_failure is not null)
            return ValueTask.FromException<OutputChunk>(_failure);
        if (IsEnded)
            return default;
        if (_leftAtPresent is not null)
            return new(ReadPresent());
        if (schedule.Choose(2) == 0 && TryRead(out var chunk))
            return new(chunk);
        _waiting = true;
        if (stream.Bytes.Count > 0 || stream.IsClosed)
            schedule.Begin("reactor", OnReady, isOfRun: true);
        return new(this, _source.Version);
    }

    public void OnReady()
    {
        if (IsEnded || !_waiting || _leftAtPresent is not null || (!TryRead(out var chunk) && _failure is null))
            return;
        _waiting = false;
        _source.SetResult(chunk);
    }

    public void EndAtPresent()
    {
        schedule.Reach();
        if (IsEnded || _leftAtPresent is not null)
            return;
        (_leftAtPresent, WrittenAtPresent) = (stream.Bytes.Count, stream.Written);
        if (!_waiting)
            return;
        _waiting = false;
        var chunk = ReadPresent();
        schedule.Begin("run", () => _source.SetResult(chunk), isOfRun: true);
    }

    public IOutputPipe? Continuation()
    {
        schedule.Reach();
        return IsEnded || schedule.Choose(2) == 0 ? null : stream.NewEnd();
    }

    public void Dispose()
    {
        schedule.Reach();
        (IsEnded, IsDisposed) = (true, true);
    }

    OutputChunk IValueTaskSource<OutputChunk>.GetResult(short token) => _failure is null ? _source.GetResult(token) : throw _failure;

    ValueTaskSourceStatus IValueTaskSource<OutputChunk>.GetStatus(short token) => _source.GetStatus();

    void IValueTaskSource<OutputChunk>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state);

    private OutputChunk ReadPresent()
    {
        if (_leftAtPresent > 0)
        {
            var bytes = Take(_leftAtPresent.Value);
            _leftAtPresent -= bytes.Length;
            return new OutputChunk(bytes, null);
        }

        IsEnded = true;
        return default;
    }

    private bool TryRead(out OutputChunk chunk)
    {
        chunk = default;
        if (stream.Bytes.Count > 0)
        {
            chunk = new OutputChunk(Take(stream.Bytes.Count), null);
            return true;
        }

        IsEnded = stream.IsClosed;
        return IsEnded;
    }

    private byte[] Take(int most)
    {
        var count = 1 + schedule.Choose(Math.Min(most, stream.Bytes.Count));
        var bytes = stream.Bytes.GetRange(0, count).ToArray();
        stream.Bytes.RemoveRange(0, count);
        return bytes;
    }
}
