namespace SafeProcess;

/// <summary>A value of a <see cref="ProcessSpec"/> is out of range. <see cref="ArgumentException.ParamName"/> names the property.</summary>
public sealed class InvalidSpecException : ArgumentException
{
    internal InvalidSpecException(string property, string reason)
        : base($"{property} {reason}.", property) => Reason = VisibleText.Line(reason);

    /// <summary>What is wrong, as the end of a sentence that begins with the property's name.</summary>
    public string Reason { get; }

    /// <inheritdoc/>
    public override string Message => $"{ParamName} {Reason}.";
}
