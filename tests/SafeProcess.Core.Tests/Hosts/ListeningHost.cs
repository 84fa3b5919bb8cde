using System.Diagnostics;
using System.Diagnostics.Metrics;
using SafeProcess.Core.Tests.Support;

namespace SafeProcess.Core.Tests.Hosts;

/// <summary>A host that listens to telemetry before its first run.</summary>
internal static class ListeningHost
{
    /// <summary>Runs two programs and writes how they ended, and of how many the listener was told.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var told = 0;
        using var activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "SafeProcess" && Misbehave(arguments[0], "should-listen"),
            Sample = static (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = _ => Interlocked.Increment(ref told),
        };
        ActivitySource.AddActivityListener(activities);
        using var measures = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == "SafeProcess")
                    Misbehave(arguments[0], "published");
            },
        };
        measures.Start();
        var first = await new ProcessRunner().RunAsync(UnrulyProgram.Spec("exit", "0"));
        var second = await new ProcessRunner().RunAsync(UnrulyProgram.Spec("exit", "0"));
        if (arguments[0] == "listens")
            SpinWait.SpinUntil(() => Volatile.Read(ref told) == 2, TimeSpan.FromSeconds(60));
        Console.WriteLine($"{first.Outcome} {second.Outcome}, told of {told}");
        // Not to wait for what blocks.
        Environment.Exit(0);
        return 0;
    }

    private static bool Misbehave(string how, string where)
    {
        if (how == $"{where}-throws")
            throw new DivideByZeroException();
        if (how == $"{where}-blocks")
            Thread.Sleep(Timeout.Infinite);
        return true;
    }
}
