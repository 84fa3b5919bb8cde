using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>The errors of the cmdlets that deal with jobs and live runs. The ids are part of the contract, as scripts test for them.</summary>
internal static class JobErrors
{
    /// <summary>No run of this session has the id.</summary>
    public static ErrorRecord RunNotFound(int id) =>
        new(new ItemNotFoundException($"No run of this session that is going on has the id {id}."), "RunNotFound", ErrorCategory.ObjectNotFound, id);

    /// <summary>Nothing can be sent to a job, or what was sent did not reach its program.</summary>
    public static ErrorRecord InputClosed(SafeProcessJob job, string reason) =>
        new(new InvalidOperationException($"Nothing can be sent to {job.Name} ({job.Command}): {reason}."), "InputClosed", ErrorCategory.ResourceUnavailable, job);

    /// <summary>The time of a wait is over; the job goes on.</summary>
    public static ErrorRecord WaitTimedOut(SafeProcessJob job, string awaited, TimeSpan timeout) =>
        new(
            new TimeoutException($"{awaited} was awaited for {Display.Time(timeout)}; {job.Name} ({job.Command}) goes on."), "WaitTimedOut",
            ErrorCategory.OperationTimeout, job);

    /// <summary>The program ended before it was ready.</summary>
    public static ErrorRecord EndedBeforeReady(SafeProcessJob job, string awaited) =>
        new(EndedBeforeReadyException.For(job, awaited), "EndedBeforeReady", ErrorCategory.OperationStopped, job);
}
