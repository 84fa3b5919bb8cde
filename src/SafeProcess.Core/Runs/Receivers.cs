using SafeProcess.Threading;

namespace SafeProcess.Runs;

/// <summary>Those who take a run's output, as the run waits for them once nothing writes any more. One that takes nothing is not waited for for ever.</summary>
/// <param name="activity">Knows whether one holds a stream back.</param>
/// <param name="time">The clock.</param>
internal sealed class Receivers(Activity activity, TimeProvider time)
{
    /// <summary>How long one may take for what it was given, however little of the grace period is left.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    // Patience is counted in steps: where there is no processor for the receiver, there is none for the steps either.
    private const int Steps = 5;

    /// <summary>Waits until all streams are drained, or a receiver has taken nothing for a while.</summary>
    /// <param name="drained">The drains of all streams, which no longer wait for a program.</param>
    /// <param name="graceLeft">What the stop ladder has left of the grace period, for the first chunk; not positive for nothing.</param>
    /// <returns>False when patience is over.</returns>
    public async Task<bool> HaveTakenAllAsync(Task drained, TimeSpan graceLeft)
    {
        var step = (Patience + (graceLeft > TimeSpan.Zero ? graceLeft : TimeSpan.Zero)) / Steps;
        var (taken, idle) = (activity.Releases, 0);
        while (!drained.IsCompleted && idle < Steps)
        {
            await drained.WaitAsync(step, time).ConfigureAwait(OwnContext.WhateverBecomesOfIt);
            idle++;
            if (activity.Releases != taken)
                (taken, idle, step) = (activity.Releases, 0, Patience / Steps);
        }

        return drained.IsCompleted;
    }
}
