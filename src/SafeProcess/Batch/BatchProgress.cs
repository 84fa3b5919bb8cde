using System.Globalization;
using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>The progress of a batch: one bar, and below it one for each run that takes long, or for each session. Drawn on the pipeline thread.</summary>
/// <param name="activity">What the bar is about.</param>
/// <param name="scheduler">Knows what is running.</param>
/// <param name="output">Knows what has ended.</param>
/// <param name="sessions">Knows what each session does; null when the items are run here.</param>
internal sealed class BatchProgress(string activity, BatchScheduler scheduler, BatchOutput output, SessionDispatcher? sessions) : IPipelineItem
{
    /// <summary>Between two looks of a reader.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(400);

    private static readonly TimeSpan _long = TimeSpan.FromSeconds(2);

    // More do not fit a terminal.
    private const int MostBelow = 10;

    // Far from the ids that scripts give their own bars.
    private static int _lastId = 0x5AFE0000;

    private readonly int _id = Interlocked.Add(ref _lastId, MostBelow + 1);
    private readonly Row?[] _below = new Row?[MostBelow];
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
        cmdlet.WriteProgress(Summary(elapsed, sessions is null ? running.Length : sessions.Status().Sum(static session => session.Running)));
        _shown = true;
        var rows = sessions is null ? RowsOfItems(running, elapsed) : RowsOfSessions(sessions.Status());
        for (var place = 0; place < MostBelow; place++)
        {
            if (_below[place] is { } old && !rows.Exists(row => row.Key == old.Key))
                End(cmdlet, place);
        }

        foreach (var row in rows)
        {
            var place = Array.FindIndex(_below, old => old?.Key == row.Key);
            if (place < 0)
                place = Array.IndexOf(_below, null);
            if (place < 0)
                break;
            _below[place] = row;
            cmdlet.WriteProgress(new ProgressRecord(IdOf(place), row.Activity, row.Status) { ParentActivityId = _id });
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

    private static List<Row> RowsOfItems(IEnumerable<BatchItem> running, TimeSpan elapsed) =>
        [.. running.Where(item => elapsed - item.Started >= _long).Select(item => new Row(item, CommandLine.ShowShort(item.Spec!), Display.Time(elapsed - item.Started)))];

    private static List<Row> RowsOfSessions(SessionStatus[] sessions) =>
        [.. sessions.Where(static session => !session.IsClosed).Select(static session => new Row(session.Key, VisibleText.Of(session.ComputerName), StatusOf(session)))];

    private static string StatusOf(SessionStatus session) =>
        session.IsReady ? string.Create(CultureInfo.InvariantCulture, $"{session.Ended} done, {session.Running} running") : "being opened";

    private int IdOf(int row) => _id + 1 + row;

    private void End(Cmdlet cmdlet, int row)
    {
        cmdlet.WriteProgress(new ProgressRecord(IdOf(row), _below[row]!.Activity, "done")
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

    private sealed record Row(object Key, string Activity, string Status);
}
