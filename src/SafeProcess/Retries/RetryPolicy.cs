namespace SafeProcess.Commands;

/// <summary>Which failed runs are tried again, and after what time: the delay doubles with every attempt up to a cap, and is cut by a random
/// part of at most half, so that runs that failed together do not come back together.</summary>
/// <param name="count">The most times something is run again; 0 for never.</param>
/// <param name="delay">Before the second attempt, at most.</param>
/// <param name="on">Which failures; null for all.</param>
/// <param name="random">Gives numbers from 0 to less than 1, on any thread; null for random ones.</param>
internal sealed class RetryPolicy(int count, TimeSpan delay, RetryConditions? on = null, Func<double>? random = null)
{
    /// <summary>No delay grows beyond this, unless the first is longer already.</summary>
    public static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);

    private readonly Func<double> _random = random ?? Random.Shared.NextDouble;

    /// <summary>No run is tried again.</summary>
    public static RetryPolicy Never { get; } = new(0, TimeSpan.Zero);

    /// <summary>How long to wait before the next attempt; null when there is to be none.</summary>
    /// <param name="attempt">Which one has failed, from 1.</param>
    /// <param name="result">Its result; null when nothing was run.</param>
    /// <param name="failure">Why nothing was run, or why the run's output or input broke off; null for none of these.</param>
    public TimeSpan? DelayAfter(int attempt, ProcessResult? result, Exception? failure)
    {
        if (attempt > count || !IsTransient(result, failure) || (on is not null && !on.Match(result)))
            return null;
        var longest = delay > LongestDelay ? delay : LongestDelay;
        var grown = Math.Min(delay.Ticks * Math.Pow(2, attempt - 1), longest.Ticks);
        return TimeSpan.FromTicks((long)(grown * (1 - _random() / 2)));
    }

    /// <summary>Whether what failed may not fail again. A program that is not there will not be there in a second either.</summary>
    public static bool IsTransient(Exception failure) => failure switch
    {
        StartException start => start.Failure is StartFailure.TooManyDescriptors or StartFailure.TooManyProcesses or StartFailure.Other,
        SessionItemException item => item.IsTransient,
        _ => false,
    };

    // What the user stopped is not to come back.
    private static bool IsTransient(ProcessResult? result, Exception? failure) =>
        failure is null ? result is { Success: false, Outcome: not Outcome.Canceled } : IsTransient(failure);
}
