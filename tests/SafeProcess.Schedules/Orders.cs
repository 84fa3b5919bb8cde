using System.Diagnostics;
using System.Globalization;
using SafeProcess.Schedules.Scheduling;

namespace SafeProcess.Schedules;

/// <summary>Tries a situation in many orders. A failure names the seed of its order, and tells what happened in it.</summary>
internal static class Orders
{
    private const int Usual = 550;

    /// <summary>Multiplies the number of orders: <c>SAFEPROCESS_SCHEDULES_FACTOR=100</c> is the long form.</summary>
    private const string FactorVariable = "SAFEPROCESS_SCHEDULES_FACTOR";

    /// <summary>Repeats one order, in all tests that are run: give one.</summary>
    private const string SeedVariable = "SAFEPROCESS_SCHEDULES_SEED";

    /// <summary>Arranges the situation anew for each order, lets everything happen, and checks what holds always and what holds in this one.</summary>
    public static void All(Action<Situation> arrange, Action<Situation, ProcessResult>? check = null)
    {
        var only = Number(SeedVariable);
        var first = only ?? Random.Shared.Next();
        var count = only is null ? Usual * (Number(FactorVariable) ?? 1) : 1;
        var different = new HashSet<int>();
        var watch = Stopwatch.StartNew();
        for (var index = 0; index < count; index++)
        {
            var schedule = new Schedule(first + index);
            Try(schedule, first + index, index + 1, arrange, check);
            different.Add(schedule.Order);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{count} orders from seed {first}, {different.Count} different, {count / watch.Elapsed.TotalSeconds:F0} a second"));
    }

    private static void Try(Schedule schedule, int seed, int place, Action<Situation> arrange, Action<Situation, ProcessResult>? check)
    {
        Situation? situation = null;
        var failure = schedule.Run(() => arrange(situation = new Situation(schedule)));
        try
        {
            Assert.True(failure is null, failure);
            Promises.Hold(situation!);
            check?.Invoke(situation!, Promises.ResultOf(situation!));
        }
        catch (Exception broken)
        {
            Assert.Fail($"""
                In order {place} ({SeedVariable}={seed} repeats it): {broken.Message}
                {string.Join('\n', schedule.Log)}
                {(broken is Xunit.Sdk.XunitException ? "" : broken)}
                """);
        }
    }

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
