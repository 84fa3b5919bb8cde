namespace SafeProcess.Commands;

/// <summary>Which failed runs are tried again, and after what time: the delay doubles with every attempt up to a cap, and is cut by a random
/// part of at most half, so that runs that failed together do not come back together.</summary>
/// <param name="count">The most times an item is run again; 0 for never.</param>
/// <param name="delay">Before the second attempt, at most.</param>
/// <param name="on">Which failures; null for all.</param>
/// <param name="random">Gives numbers from 0 to less than 1, on any thread; null for random ones.</param>
internal sealed class RetryPolicy(int count, TimeSpan delay, RetryConditions? on = null, Func<double>? random = null)
{
    /// <summary>No delay grows beyond this, unless the first is longer already.</summary>
    public static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);

    private readonly Func<double> _random = random ?? Random.Shared.NextDouble;

    /// <summary>How long to wait before the item is run again; null when it is not to be.</summary>
    public TimeSpan? DelayAfter(BatchEnd end)
    {
        if (end.Attempt > count || !IsTransient(end) || (on is not null && !on.Match(end)))
            return null;
        var longest = delay > LongestDelay ? delay : LongestDelay;
        var grown = Math.Min(delay.Ticks * Math.Pow(2, end.Attempt - 1), longest.Ticks);
        return TimeSpan.FromTicks((long)(grown * (1 - _random() / 2)));
    }

    // A program that is not there will not be there in a second either, and what the user stopped is not to come back.
    private static bool IsTransient(BatchEnd end) => end switch
    {
        { Success: true } or { WasTried: false } => false,
        { Failure: StartException start } => start.Failure is StartFailure.TooManyDescriptors or StartFailure.TooManyProcesses or StartFailure.Other,
        { Failure: null, Result: { } result } => result.Outcome != Outcome.Canceled,
        _ => false,
    };
}
