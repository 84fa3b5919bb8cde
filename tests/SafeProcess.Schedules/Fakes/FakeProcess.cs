using SafeProcess.Platform;
using SafeProcess.Schedules.Scheduling;

namespace SafeProcess.Schedules.Fakes;

/// <summary>A process of the tree: it does what a test says, holds its streams open while it lives, and ends by a signal if it does not object.</summary>
internal sealed class FakeProcess
{
    private readonly Schedule _schedule;
    private readonly FakeTree _tree;
    private readonly FakeStream[] _streams;
    private readonly TaskCompletionSource _exited = new();

    public FakeProcess(Schedule schedule, FakeTree tree, int id, params FakeStream[] streams)
    {
        (_schedule, _tree, Id, _streams) = (schedule, tree, id, streams);
        foreach (var stream in streams)
            stream.AddWriter();
        OnSignal = () => End(signal: 15);
        tree.Add(this);
    }

    public int Id { get; }

    public bool IsAlive { get; private set; } = true;

    /// <summary>Completes when the host is told.</summary>
    public Task Exited => _exited.Task;

    /// <summary>What it does at a stop signal, on a strand of its own.</summary>
    public Action OnSignal { get; set; }

    /// <summary>Nothing can end it: it sleeps in the kernel.</summary>
    public bool IsUnendable { get; set; }

    public StageAccount Account { get; private set; }

    public TreeMember Member => new(Id, 1, "fake", 'S') { StartTime = 1 };

    public bool IsProgram { get; init; }

    /// <summary>When it ended.</summary>
    public int EndMark { get; private set; } = int.MaxValue;

    public void Write(int stream, string text)
    {
        if (IsAlive)
            _streams[stream].Write(text, () => IsAlive);
    }

    /// <summary>Ends, once; what it wrote stays to be read.</summary>
    public void End(int code = 0, int? signal = null)
    {
        _schedule.Reach();
        if (!IsAlive)
            return;
        (IsAlive, EndMark) = (false, _schedule.Mark());
        _schedule.Tell($"process {Id} ends, {(signal is null ? $"code {code}" : $"signal {signal}")}");
        Account = signal is { } number ? new(null, number, number == 9 ? "SIGKILL" : "SIGTERM", default, null) : new(code, null, null, default, null);
        foreach (var stream in _streams)
        {
            if (IsProgram)
                stream.NoteProgramEnded();
            stream.RemoveWriter();
        }

        _schedule.Begin("exit", () => _exited.TrySetResult(), isOfRun: true);
        _tree.NoteEnd();
    }
}
