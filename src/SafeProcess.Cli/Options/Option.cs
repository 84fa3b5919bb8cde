namespace SafeProcess.Cli;

/// <summary>One option: how it is written, what it says of itself, and what it does. Help, man page and completions are made from these.</summary>
/// <param name="Name">As it is written, <c>--timeout</c>.</param>
/// <param name="Description">What it does, in a sentence or two.</param>
/// <param name="Read">Does it.</param>
internal sealed record Option(string Name, string Description, Action<Draft, GivenOption> Read)
{
    /// <summary>As one letter, for <c>-k</c>.</summary>
    public char? Letter { get; init; }

    /// <summary>Another name, GNU's.</summary>
    public string? OtherName { get; init; }

    /// <summary>What its value is called in the help; null for an option without one.</summary>
    public string? Value { get; init; }

    /// <summary>The values there are; empty when they cannot be listed.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Whether its value is a folder.</summary>
    public bool IsFolder { get; init; }

    /// <summary>Whether its value begins with the name of a variable.</summary>
    public bool IsVariable { get; init; }

    /// <summary>Whether it may be given more than once.</summary>
    public bool MayRepeat { get; init; }

    /// <summary>The property of <see cref="ProcessSpec"/> that it sets, for errors about that.</summary>
    public string? Property { get; init; }

    /// <summary>Every way to write it, the shortest first.</summary>
    public IEnumerable<string> Spellings
    {
        get
        {
            if (Letter is { } letter)
                yield return $"-{letter}";
            yield return Name;
            if (OtherName is not null)
                yield return OtherName;
        }
    }
}

/// <summary>An option as it was given.</summary>
/// <param name="Written">How it was written: <c>-k</c>.</param>
/// <param name="Value">Its value; empty without one.</param>
internal readonly record struct GivenOption(string Written, string Value);
