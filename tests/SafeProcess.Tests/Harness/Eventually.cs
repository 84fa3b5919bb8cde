using System.Diagnostics;

namespace SafeProcess.Tests.Harness;

/// <summary>Waits for what must happen. The bound is there to end a broken test, not to measure anything.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    /// <summary>Returns once the condition holds; fails the test when it does not come to hold.</summary>
    public static void True(Func<bool> condition, string what)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(clock.Elapsed < Bound, $"This did not come about within {Bound.TotalSeconds} s: {what}");
            Thread.Sleep(10);
        }
    }
}
