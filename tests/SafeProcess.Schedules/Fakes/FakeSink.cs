using System.Text;
using SafeProcess.Schedules.Scheduling;

namespace SafeProcess.Schedules.Fakes;

/// <summary>A receiver that takes a moment now and then, and does with a chunk what a test says.</summary>
internal sealed class FakeSink(Schedule schedule) : StreamSink
{
    private readonly StringBuilder _taken = new();
    private bool _busy;
    private bool _refused;

    /// <summary>All it took.</summary>
    public string Taken => _taken.ToString();

    public int Completions { get; private set; }

    /// <summary>How many chunks came.</summary>
    public int Chunks { get; private set; }

    /// <summary>Called for each chunk and for the end, with the number of chunks before: what is thrown or returned is the sink's answer.</summary>
    public Func<int, CancellationToken, Task<bool>>? OnChunk { get; init; }

    public override async ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken)
    {
        Begin();
        if (Completions > 0)
            schedule.Fail("A sink gets a chunk after the end.");
        if (_refused)
            schedule.Fail("A sink that was full, or had failed, gets a chunk.");
        var text = Encoding.ASCII.GetString(chunk.Span);
        await AnswerAsync(cancellationToken);
        Chunks++;
        if (!_refused)
            _taken.Append(text);
        if (Encoding.ASCII.GetString(chunk.Span) != text)
            schedule.Fail("A chunk changes while a sink has it.");
        _busy = false;
        return !_refused;
    }

    public override async ValueTask<bool> CompleteAsync(CancellationToken cancellationToken)
    {
        Begin();
        if (++Completions > 1)
            schedule.Fail("A sink is told the end twice.");
        await AnswerAsync(cancellationToken);
        _busy = false;
        return !_refused;
    }

    private async Task AnswerAsync(CancellationToken cancellationToken)
    {
        if (schedule.Choose(3) == 0)
            await MomentAsync();
        if (OnChunk is null || _refused)
            return;
        try
        {
            _refused = !await OnChunk(Chunks, cancellationToken);
        }
        catch
        {
            (_refused, _busy) = (true, false);
            throw;
        }
    }

    private void Begin()
    {
        schedule.Reach();
        if (_busy)
            schedule.Fail("A sink is called while it is at work.");
        _busy = true;
    }

    private Task MomentAsync()
    {
        var moment = new TaskCompletionSource();
        schedule.Begin("sink", moment.SetResult);
        return moment.Task;
    }
}
