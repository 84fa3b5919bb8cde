namespace SafeProcess.Schedules.Scheduling;

/// <summary>What <see cref="RewrittenProduct"/> has the product call. Outside a schedule, on a thread that is no strand, everything is as ever.</summary>
public static class Points
{
    /// <summary>Here another strand may go on: the product is about to touch what others touch.</summary>
    public static void Reached()
    {
        if (Strand.Current is { } strand)
            strand.Schedule.Reach(strand);
        else
            Schedule.Active?.Fail("Code of a run goes on on a thread of the host's pool.");
    }

    /// <summary>Instead of <see cref="Monitor.Enter(object, ref bool)"/>.</summary>
    public static void Enter(object gate, ref bool taken)
    {
        if (Strand.Current is { } strand)
            strand.Schedule.Gates.Enter(strand, gate);
        else
            Monitor.Enter(gate);
        taken = true;
    }

    /// <summary>Instead of <see cref="Monitor.Exit"/>.</summary>
    public static void Exit(object gate)
    {
        if (Strand.Current is { } strand)
            strand.Schedule.Gates.Exit(strand, gate);
        else
            Monitor.Exit(gate);
    }

    /// <summary>Instead of <see cref="CancellationTokenSource.Cancel()"/>.</summary>
    public static void Cancel(CancellationTokenSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (Strand.Current is { } strand)
            strand.Schedule.Gates.Cancel(strand, source);
        else
            source.Cancel();
    }

    /// <summary>Instead of <see cref="CancellationTokenRegistration.Dispose"/>, which waits for a call that goes on.</summary>
    public static void Dispose(ref CancellationTokenRegistration registration)
    {
        if (Strand.Current is { } strand)
            strand.Schedule.Gates.Unregister(strand, registration);
        else
            registration.Dispose();
    }

    /// <summary>Instead of what the library's own threads do.</summary>
    public static void Post(Action<object?> work, object? state)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (Schedule.Active is { } schedule)
            schedule.Begin("run", () => work(state), isOfRun: true);
        else
            ThreadPool.UnsafeQueueUserWorkItem(work, state, preferLocal: false);
    }
}
