namespace SafeProcess.Commands;

/// <summary>What <c>-SensitiveArgument</c> says is secret (<see cref="SensitiveWords"/>).</summary>
internal sealed class SensitiveArguments
{
    private const string Parameter = nameof(RunCommand.SensitiveArgument);

    private readonly SensitiveWords _words;

    private SensitiveArguments(SensitiveWords words) => _words = words;

    /// <summary>Reads the parameter.</summary>
    /// <exception cref="InvalidParameterException">An element says nothing.</exception>
    public static SensitiveArguments Parse(string[]? given) => Checked(() => new SensitiveArguments(SensitiveWords.Parse(given)));

    /// <summary>The programs with their secrets marked.</summary>
    /// <exception cref="InvalidParameterException">There is no argument at a position.</exception>
    public IReadOnlyList<CalledStage> Mark(IReadOnlyList<CalledStage> stages)
    {
        if (_words.IsEmpty)
            return stages;
        if (_words.Positions.Count > 0 && stages.Count > 1)
            throw new InvalidParameterException(Parameter, $"is {_words.Positions[0]}, a position, and there are {stages.Count} programs: name the option, or use a pattern");
        return [.. stages.Select(Mark)];
    }

    private CalledStage Mark(CalledStage stage)
    {
        CalledArgument[] arguments = [.. stage.Arguments];
        foreach (var (index, start) in Checked(() => _words.Find(stage.FilePath, [.. arguments.Select(static argument => argument.Text)])))
            arguments[index] = arguments[index].HiddenFrom(start);
        // One text, which nobody but the program can take apart.
        if (stage.IsLastArgumentRaw && arguments.Length > 0)
            arguments[^1] = arguments[^1].HiddenFrom(0);
        return stage with { Arguments = arguments };
    }

    private static T Checked<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidSpecException invalid)
        {
            throw new InvalidParameterException(Parameter, invalid.Reason, invalid);
        }
    }
}
