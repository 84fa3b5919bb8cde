using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>The errors of the cmdlets that deal with jobs and live runs. The ids are part of the contract, as scripts test for them.</summary>
internal static class JobErrors
{
    /// <summary>What else to say of a run that is no job.</summary>
    public const string OnlyJobs = "only what Start-SafeProcess has started can be waited for and sent to";

    /// <summary>No run of this session has the id.</summary>
    /// <param name="id">The id.</param>
    /// <param name="meant">A run whose job has it; null for none.</param>
    public static ErrorRecord RunNotFound(int id, IRun? meant)
    {
        var hint = meant is null ? "" : VisibleText.Line($" It is the id of the job {meant.Job!.Name}, whose run is -Id {meant.Id}.");
        return new(new ItemNotFoundException($"No run of this session that is going on has the id {id}.{hint}"), "RunNotFound", ErrorCategory.ObjectNotFound, id);
    }

    /// <summary>No run of this session has the name.</summary>
    public static ErrorRecord RunNotFound(string name) =>
        new(
            new ItemNotFoundException(VisibleText.Line(
                $"No run of this session that is going on, and no job of it, has the name '{name}'.{(int.TryParse(name, out _) ? $" -Id {name} takes the run of that id." : "")}")), "RunNotFound",
            ErrorCategory.ObjectNotFound, name);

    /// <summary>The run is no job, and has nothing that could be waited for or sent to.</summary>
    public static ErrorRecord NoJob(IRun run) =>
        new(
            new InvalidOperationException(VisibleText.Line($"{run.Program} ({run.Id}) is no job: {OnlyJobs}.")), "NoJob", ErrorCategory.InvalidType, run.Id);

    /// <summary>Nothing can be sent to a job, or what was sent did not reach its program.</summary>
    public static ErrorRecord InputClosed(SafeProcessJob job, string reason) =>
        new ErrorRecord(
            new InvalidOperationException(VisibleText.Line($"Nothing can be sent to {job.Name} ({job.Command}): {reason}.")), "InputClosed",
            ErrorCategory.ResourceUnavailable, job).FitToScreen();

    /// <summary>The port would be one of this machine.</summary>
    public static ErrorRecord PortElsewhere(SafeProcessJob job) =>
        new ErrorRecord(
            new InvalidOperationException(VisibleText.Line(
                $"-Port looks at ports of this machine, and {job.Name} ({job.Command}) runs in a session to {job.Location}: wait for a -Line, or use Test-Connection -TcpPort.")), "PortElsewhere",
            ErrorCategory.InvalidArgument, job).FitToScreen();

    /// <summary>The time of a wait is over; the job goes on.</summary>
    public static ErrorRecord WaitTimedOut(SafeProcessJob job, string awaited, TimeSpan timeout) =>
        new ErrorRecord(
            new TimeoutException(VisibleText.Line($"{awaited} was awaited for {Display.Time(timeout)}; {job.Name} ({job.Command}) goes on.")), "WaitTimedOut",
            ErrorCategory.OperationTimeout, job).FitToScreen();

    /// <summary>The program ended before it was ready.</summary>
    public static ErrorRecord EndedBeforeReady(SafeProcessJob job, string awaited) =>
        new ErrorRecord(EndedBeforeReadyException.For(job, awaited), "EndedBeforeReady", ErrorCategory.OperationStopped, job).FitToScreen();
}
