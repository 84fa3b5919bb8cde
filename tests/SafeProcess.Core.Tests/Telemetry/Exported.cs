using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using SafeProcess.Tests.Harness;

namespace SafeProcess.Core.Tests.Telemetry;

/// <summary>What OpenTelemetry's own library makes of the runs of a test, which must be the only ones meanwhile.</summary>
internal sealed class Exported : IDisposable
{
    private const string CallersSource = "tests";

    private readonly ActivitySource _source = new(CallersSource);
    private readonly List<Activity> _activities = [];
    private readonly List<MetricSnapshot> _metrics = [];
    private readonly TracerProvider _traces;
    private readonly MeterProvider _meters;

    public Exported()
    {
        _traces = Sdk.CreateTracerProviderBuilder().AddSource("SafeProcess", CallersSource).AddInMemoryExporter(_activities).Build();
        _meters = Sdk.CreateMeterProviderBuilder().AddMeter("SafeProcess").AddInMemoryExporter(_metrics).Build();
    }

    /// <summary>An activity of the caller's, which is the current one until it is disposed.</summary>
    public Activity BeginCaller() => _source.StartActivity("caller")!;

    /// <summary>The one activity of a run, once it has come.</summary>
    public Activity Single() => Assert.Single(All(1));

    /// <summary>The activities of so many runs, once they have come: a busy machine's runs do not wait for listeners longer than for others.</summary>
    public IReadOnlyList<Activity> All(int count)
    {
        Eventually.True(() => OfRuns().Count >= count, $"{count} activities");
        return OfRuns();
    }

    /// <summary>What was measured by an instrument: value and tags, as text. To be asked once there are the activities, which come last.</summary>
    public IReadOnlyList<string> Measured(string instrument)
    {
        _meters.ForceFlush();
        List<string> measured = [];
        foreach (var metric in _metrics.Where(one => one.Name == instrument))
        {
            foreach (var point in metric.MetricPoints)
                measured.Add($"{Value(metric.MetricType, point)} {Text(point.Tags)}");
        }

        return measured;
    }

    /// <summary>All that was exported: every name, tag, event, status and unit, one a line.</summary>
    public string Everything()
    {
        _meters.ForceFlush();
        List<string> lines = [];
        foreach (var activity in OfRuns())
        {
            lines.Add($"{activity.DisplayName} {activity.OperationName} {activity.StatusDescription} {activity.TraceStateString}");
            lines.AddRange(activity.TagObjects.Concat(activity.Baggage.Select(static one => new KeyValuePair<string, object?>(one.Key, one.Value))).Select(static tag => $"{tag.Key}={tag.Value}"));
            foreach (var happened in activity.Events)
                lines.AddRange([happened.Name, .. happened.Tags.Select(static tag => $"{tag.Key}={tag.Value}")]);
        }

        foreach (var metric in _metrics)
        {
            lines.Add($"{metric.Name} {metric.Description} {metric.Unit}");
            foreach (var point in metric.MetricPoints)
                lines.Add(Text(point.Tags));
        }

        return string.Join('\n', lines);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _traces.Dispose();
        _meters.Dispose();
        _source.Dispose();
    }

    private List<Activity> OfRuns()
    {
        // The exporter adds under a lock of its own, which a copy does not see.
        for (var chance = 100; ; chance--)
        {
            try
            {
                return [.. _activities.ToArray().Where(static one => one is { Source.Name: "SafeProcess" })];
            }
            catch (ArgumentException) when (chance > 0)
            {
            }
        }
    }

    private static string Value(MetricType type, MetricPoint point) => type switch
    {
        MetricType.Histogram => $"{point.GetHistogramCount()}",
        MetricType.LongSumNonMonotonic or MetricType.LongSum => $"{point.GetSumLong()}",
        _ => throw new ArgumentException($"{type}", nameof(type)),
    };

    private static string Text(ReadOnlyTagCollection tags)
    {
        List<string> texts = [];
        foreach (var tag in tags)
            texts.Add($"{tag.Key}={tag.Value}");
        return string.Join(' ', texts.Order(StringComparer.Ordinal));
    }
}
