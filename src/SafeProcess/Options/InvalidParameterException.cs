namespace SafeProcess.Commands;

/// <summary>A parameter has a value that cannot be used; nothing was started.</summary>
public sealed class InvalidParameterException : ArgumentException
{
    private readonly string _reason;

    internal InvalidParameterException(string parameter, string reason, Exception? inner = null)
        : base(reason, parameter, inner) => _reason = VisibleText.Lines(reason);

    /// <summary>The parameter as people type it, and what is wrong with it.</summary>
    public override string Message => $"-{ParamName} {_reason}.";
}
