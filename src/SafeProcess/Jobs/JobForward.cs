using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>Sends what a job tells to the session that started it in this one. As events, which PowerShell sends on while no pipeline runs, so the session stays free.</summary>
/// <param name="events">This session's.</param>
/// <param name="channel">By which name the other session listens.</param>
/// <param name="job">By which name it knows the job.</param>
internal sealed class JobForward(PSEventManager events, string channel, string job)
{
    /// <summary>Lets PowerShell send on what has the name of the channel. Once a channel is enough.</summary>
    public void Open()
    {
        if (!events.GetEventSubscribers(channel).Any())
            events.SubscribeEvent(source: null, eventName: null, channel, data: null, action: (ScriptBlock?)null, supportEvent: true, forwardEvent: true);
    }

    /// <summary>Sends lines and how many bytes of their stream were read.</summary>
    public void Lines(bool isError, long length, IReadOnlyList<string> lines) => Send(isError ? JobEvent.Error : JobEvent.Output, [length, .. lines]);

    /// <summary>Sends a line that has not ended.</summary>
    public void Unfinished(bool isError, string text) => Send(isError ? JobEvent.UnfinishedError : JobEvent.UnfinishedOutput, text);

    /// <summary>Sends a step.</summary>
    public void Verbose(string message) => Send(JobEvent.Verbose, message);

    /// <summary>Sends what has become of the input.</summary>
    public void Input(bool isClosed) => Send(isClosed ? JobEvent.InputClosed : JobEvent.InputTaken);

    /// <summary>Sends the end.</summary>
    /// <param name="result">Null when it is not known.</param>
    /// <param name="warning">Null for none.</param>
    /// <param name="error">Null for none, or where the result tells it.</param>
    public void Ended(ProcessResult? result, string? warning, ErrorRecord? error) => Send(
        JobEvent.Ended, result?.ToJson(), warning, error?.FullyQualifiedErrorId, error?.CategoryInfo.Category.ToString(), error is null ? null : error.ErrorDetails?.Message ?? error.Exception.Message);

    // In the order of the calls: on this thread, and not through the queue that PowerShell has for the events of scripts.
    private void Send(JobEvent kind, params object?[] what)
    {
        try
        {
            events.GenerateEvent(channel, sender: null, [job, kind.ToString(), .. what], extraData: null, processInCurrentThread: true, waitForCompletionInCurrentThread: false);
        }
#pragma warning disable CA1031 // A connection that is gone, whatever the engine calls it: nobody is there to be told, and the end of this session ends the run.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}
