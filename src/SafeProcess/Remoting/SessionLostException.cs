namespace SafeProcess.Commands;

/// <summary>A session of a batch could not be opened or ended too early.</summary>
public sealed class SessionLostException : Exception
{
    internal SessionLostException(string computerName, string message, Exception? inner = null)
        : base(VisibleText.Lines(message), inner) => ComputerName = computerName;

    /// <summary>The machine.</summary>
    public string ComputerName { get; }
}
