namespace SafeProcess.Commands;

/// <summary>A job's standard input, which stays open until somebody ends it. Safe from any thread.</summary>
internal sealed class JobInput
{
    /// <summary>An input of which nothing is written yet.</summary>
    public JobInput(InputText text)
    {
        Text = text;
        Pipe = new InputPipe(() => Changed?.Invoke());
    }

    /// <summary>Raised when there is room, when what was written has been delivered, when nobody reads any more. Handlers must not block.</summary>
    public event Action? Changed;

    /// <summary>How strings that are sent become bytes.</summary>
    public InputText Text { get; }

    /// <summary>The bytes on their way.</summary>
    public InputPipe Pipe { get; }

    /// <summary>Why nothing can be sent any more; null when something can.</summary>
    public string? WhyClosed =>
        Pipe.IsComplete ? "its input has been ended" : Pipe.IsClosed ? "it has ended or has closed its input" : null;
}
