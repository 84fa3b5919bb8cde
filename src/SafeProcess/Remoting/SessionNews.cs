using System.Globalization;
using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>Brings what becomes of a batch's sessions to the scheduler and to the pipeline: a warning for one that was lost, an error for one that could not be opened.</summary>
/// <param name="pump">The way to the pipeline thread.</param>
/// <param name="log">Takes a line for each run that was lost; null for none.</param>
internal sealed class SessionNews(PipelinePump pump, JobLog? log) : ISessionsObserver
{
    /// <summary>Starts what there is room for. Set before the sessions are opened.</summary>
    public BatchScheduler? Scheduler { get; set; }

    /// <inheritdoc/>
    public void Changed()
    {
        Scheduler!.StartDue();
        pump.Wake();
    }

    /// <inheritdoc/>
    public void Ready(string computerName, int throttleLimit) => pump.Post(new Telling(cmdlet => cmdlet.WriteVerbose(string.Create(
        CultureInfo.InvariantCulture, $"The session to '{VisibleText.Of(computerName)}' is ready and runs {throttleLimit} at once."))));

    /// <inheritdoc/>
    public void NotOpened(SessionLostException failure) =>
        pump.Post(new Telling(cmdlet => cmdlet.WriteError(new ErrorRecord(failure, "SessionNotOpened", ErrorCategory.OpenError, failure.ComputerName)
        {
            ErrorDetails = new ErrorDetails($"The session to '{VisibleText.Of(failure.ComputerName)}' could not be opened: {failure.Message}"),
        })));

    /// <inheritdoc/>
    public void Lost(SessionLostException failure, IReadOnlyList<BatchEnd> ends)
    {
        var logErrors = ends.Select(end => log?.Write(end)).OfType<ErrorRecord>().ToArray();
        pump.Post(new Telling(cmdlet =>
        {
            Array.ForEach(logErrors, cmdlet.WriteError);
            var again = ends.Count switch
            {
                0 => "",
                1 => " 1 item that it had not ended is run again elsewhere.",
                var count => string.Create(CultureInfo.InvariantCulture, $" {count} items that it had not ended are run again elsewhere."),
            };
            cmdlet.WriteWarning($"The session to '{VisibleText.Of(failure.ComputerName)}' was lost: {failure.Message}{again}");
        }));
    }

    /// <inheritdoc/>
    public void NoneLeft() => Scheduler!.CloseWithoutSession();

    private sealed class Telling(Action<Cmdlet> tell) : IPipelineItem
    {
        public void Emit(Cmdlet cmdlet) => tell(cmdlet);

        public void Drop()
        {
        }
    }
}
