using System.Globalization;
using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>The progress of a batch: one bar, and one below it for each run that takes long. Drawn on the pipeline thread.</summary>
/// <param name="activity">What the bar is about.</param>
/// <param name="scheduler">Knows what is running.</param>
/// <param name="output">Knows what has ended.</param>
internal sealed class BatchProgress(string activity, BatchScheduler scheduler, BatchOutput output) : IPipelineItem
{
    /// <summary>Between two looks of a reader.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(400);

    private static readonly TimeSpan _long = TimeSpan.FromSeconds(2);

    // More do not fit a terminal.
    private const int MostBelow = 10;

    // Far from the ids that scripts give their own bars.
    private static int _lastId = 0x5AFE0000;

    private readonly int _id = Interlocked.Add(ref _lastId, MostBelow + 1);
    private readonly BatchItem?[] _below = new BatchItem?[MostBelow];
    private bool _shown;
    private int _posted;

    /// <summary>How many items there are; null while nobody knows.</summary>
    public long? Total { get; set; }

    /// <summary>Has the bars drawn anew, once, however often this is called before the pipeline thread comes to it. On any thread.</summary>
    public void Refresh(PipelinePump pump)
    {
        if (Interlocked.Exchange(ref _posted, 1) == 0)
            pump.Post(this);
    }

    /// <inheritdoc/>
    public void Emit(Cmdlet cmdlet)
    {
        Volatile.Write(ref _posted, 0);
        var elapsed = scheduler.Elapsed;
        var running = scheduler.Running();
        cmdlet.WriteProgress(Summary(elapsed, running.Length));
        _shown = true;
        for (var row = 0; row < MostBelow; row++)
        {
            if (_below[row] is { } item && !running.Contains(item))
                End(cmdlet, row);
        }

        foreach (var item in running.Where(item => elapsed - item.Started >= _long))
        {
            var row = Array.IndexOf(_below, item);
            if (row < 0)
                row = Array.IndexOf(_below, null);
            if (row < 0)
                break;
            _below[row] = item;
            cmdlet.WriteProgress(new ProgressRecord(IdOf(row), Command(item), Display.Time(elapsed - item.Started)) { ParentActivityId = _id });
        }
    }

    /// <inheritdoc/>
    public void Drop()
    {
    }

    /// <summary>Takes the bars away.</summary>
    public void End(Cmdlet cmdlet)
    {
        if (!_shown)
            return;
        for (var row = 0; row < MostBelow; row++)
        {
            if (_below[row] is not null)
                End(cmdlet, row);
        }

        cmdlet.WriteProgress(new ProgressRecord(_id, activity, "done") { RecordType = ProgressRecordType.Completed });
    }

    private static string Command(BatchItem item) => CommandLine.ShowShort(item.Spec!);

    private int IdOf(int row) => _id + 1 + row;

    private void End(Cmdlet cmdlet, int row)
    {
        cmdlet.WriteProgress(new ProgressRecord(IdOf(row), Command(_below[row]!), "done")
        {
            ParentActivityId = _id,
            RecordType = ProgressRecordType.Completed,
        });
        _below[row] = null;
    }

    private ProgressRecord Summary(TimeSpan elapsed, int running)
    {
        var rate = output.Ended / Math.Max(elapsed.TotalSeconds, 0.001);
        var done = Total is { } all ? $"{output.Ended} of {all} done" : $"{output.Ended} done";
        var status = string.Create(CultureInfo.InvariantCulture, $"{done}, {output.Failed} failed, {running} running, {rate:0.#} per second");
        var record = new ProgressRecord(_id, activity, status);
        if (Total is { } total && total > 0)
        {
            record.PercentComplete = (int)Math.Min(100, 100 * output.Ended / total);
            if (output.Ended > 0)
                record.SecondsRemaining = (int)Math.Clamp((total - output.Ended) / rate, 0, int.MaxValue);
        }

        return record;
    }
}
