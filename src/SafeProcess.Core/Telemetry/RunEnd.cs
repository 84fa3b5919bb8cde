using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace SafeProcess.Telemetry;

/// <summary>How a run ended, as listeners are told. No argument, no variable, nothing that the program wrote and no text of an exception is in it.</summary>
/// <param name="Result">What became of it; null without a result.</param>
/// <param name="Outcome">The word for it.</param>
/// <param name="ErrorType">The class of error; null for success.</param>
/// <param name="Duration">From the start to the end.</param>
internal sealed record RunEnd(ProcessResult? Result, string Outcome, string? ErrorType, TimeSpan Duration)
{
    /// <summary>What is to be measured, each a call of its own: one that throws takes nothing from the others.</summary>
    public IEnumerable<Action> Measures(RunInstruments instruments, string program, OrphanPolicy policy)
    {
        var name = new KeyValuePair<string, object?>(TelemetryNames.ExecutableName, program);
        var ended = new TagList { name, { TelemetryNames.Outcome, Outcome } };
        if (ErrorType is not null)
            ended.Add(TelemetryNames.ErrorType, ErrorType);
        yield return () => instruments.Duration.Record(Duration.TotalSeconds, ended);
        if (Result is null)
            yield break;
        yield return () => Add(instruments.StreamBytes, Result.StandardOutputLength, name, new(TelemetryNames.Stream, "stdout"));
        yield return () => Add(instruments.StreamBytes, Result.StandardErrorLength, name, new(TelemetryNames.Stream, "stderr"));
        yield return () => Add(instruments.Orphans, Result.Orphans.Count, name, new(TelemetryNames.OrphanPolicy, policy.ToString()));
    }

    /// <summary>Says it of the activity.</summary>
    public void Describe(Activity activity, DateTimeOffset startTime)
    {
        activity.SetTag(TelemetryNames.Outcome, Outcome);
        if (ErrorType is not null)
        {
            activity.SetTag(TelemetryNames.ErrorType, ErrorType);
            activity.SetStatus(ActivityStatusCode.Error, ErrorType);
        }

        if (Result is null)
            return;
        activity.SetTag(TelemetryNames.ExitCode, Result.ExitCode);
        activity.SetTag(TelemetryNames.Signal, Result.Signal);
        activity.SetTag(TelemetryNames.ExceededLimit, Result.ExceededLimit?.ToString());
        activity.SetTag(TelemetryNames.OutputSize, Result.StandardOutputLength);
        activity.SetTag(TelemetryNames.ErrorSize, Result.StandardErrorLength);
        if (Result.Orphans.Count > 0)
            activity.SetTag(TelemetryNames.OrphanCount, Result.Orphans.Count);
        if (Result.OutputIncomplete)
            activity.SetTag(TelemetryNames.OutputIncomplete, true);
        for (var index = 0; index < Result.Stages.Count; index++)
            activity.AddEvent(Tell(Result.Stages[index], index + 1, startTime + Duration));
    }

    private static void Add(Counter<long> counter, long count, KeyValuePair<string, object?> program, KeyValuePair<string, object?> kind)
    {
        if (count > 0)
            counter.Add(count, program, kind);
    }

    // When each ended nobody writes down: all stand at the end of the run.
    private static ActivityEvent Tell(StageResult stage, int number, DateTimeOffset at)
    {
        var tags = new ActivityTagsCollection
        {
            [TelemetryNames.StageNumber] = number,
            [TelemetryNames.ExecutableName] = Path.GetFileName(stage.FilePath),
            [TelemetryNames.ProcessId] = stage.ProcessId,
            [TelemetryNames.ErrorSize] = stage.StandardErrorLength,
        };
        if (stage.ExitCode is { } code)
            tags[TelemetryNames.ExitCode] = code;
        if (stage.Signal is { } signal)
            tags[TelemetryNames.Signal] = signal;
        return new ActivityEvent(TelemetryNames.StageEvent, at, tags);
    }
}
