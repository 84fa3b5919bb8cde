using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace SafeProcess.Telemetry;

/// <summary>The activity source and the meter of this host, with all that is measured of runs. Units are UCUM's, as OpenTelemetry has them.</summary>
internal sealed class RunInstruments
{
    private static readonly string? _version = typeof(RunInstruments).Assembly.GetName().Version?.ToString(fieldCount: 3);

    private RunInstruments()
    {
        // It lives as long as the host, which knows all meters.
        var meter = new Meter(TelemetryNames.Source, _version);
        ActiveRuns = meter.CreateUpDownCounter<long>(TelemetryNames.ActiveRuns, "{run}", "Runs that go on.");
        Duration = meter.CreateHistogram<double>(TelemetryNames.RunDuration, "s", "How long runs took, from the start of the program to the end of the run.");
        StreamBytes = meter.CreateCounter<long>(TelemetryNames.StreamBytes, "By", "Bytes that programs wrote, counted at the end of their run.");
        Orphans = meter.CreateCounter<long>(TelemetryNames.Orphans, "{process}", "Descendants that outlived their program, or that nothing could end.");
        Steps = meter.CreateCounter<long>(TelemetryNames.Steps, "{step}", "Steps of runs other than start and end: of the stop ladder, and what else was told.");
    }

    public ActivitySource Source { get; } = new(TelemetryNames.Source, _version);

    public UpDownCounter<long> ActiveRuns { get; }

    public Histogram<double> Duration { get; }

    public Counter<long> StreamBytes { get; }

    public Counter<long> Orphans { get; }

    public Counter<long> Steps { get; }

    /// <summary>Whether there is anybody to tell. Calls nobody.</summary>
    public bool HasListeners =>
        Source.HasListeners() || Duration.Enabled || ActiveRuns.Enabled || StreamBytes.Enabled || Steps.Enabled || Orphans.Enabled;

    /// <summary>Makes them. Listeners that are there already are asked meanwhile whether they want to listen: this calls foreign code.</summary>
    /// <returns>Null when a listener threw, which leaves them half made.</returns>
    public static RunInstruments? TryCreate()
    {
        try
        {
            return new RunInstruments();
        }
        catch (Exception)
        {
            return null;
        }
    }
}
