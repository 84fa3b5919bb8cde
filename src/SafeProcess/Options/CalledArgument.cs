namespace SafeProcess.Commands;

/// <summary>An argument as a program gets it.</summary>
/// <param name="Text">The whole of it.</param>
/// <param name="SecretFrom">The character from which on it is secret; null when nothing of it is.</param>
internal readonly record struct CalledArgument(string Text, int? SecretFrom = null)
{
    /// <summary>Whether the session in which the program runs is still to expand it: wildcards, and <c>~</c>, mean the files and the home that are there.</summary>
    public bool IsOpen { get; init; }

    /// <summary>As it may be shown.</summary>
    public string Shown => SecretFrom is { } start ? Text[..start] + SecretMask.Hidden : Text;

    /// <inheritdoc cref="Shown"/>
    public override string ToString() => Shown;

    /// <summary>The same, secret from a character on if it was not secret from an earlier one on.</summary>
    public CalledArgument HiddenFrom(int start) => this with { SecretFrom = Math.Min(start, SecretFrom ?? start) };
}
