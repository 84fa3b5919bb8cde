using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Security;
using System.Text;

namespace SafeProcess.Commands;

/// <summary>A call of <c>Start-SafeProcess</c> in another session: the programs as a command block whose words are values, so that no text is read twice, and the
/// parameters by name.</summary>
internal sealed class FarCall
{
    // What is of this side: where it runs, how it is called here, whether it is run at all, and the input, which comes as bytes.
    private static readonly HashSet<string> _ofThisSide = new(
        [
            nameof(ProgramCommand.FilePath), nameof(ProgramCommand.ArgumentList), nameof(ProgramCommand.ScriptBlock), nameof(StartSafeProcessCommand.Session),
            nameof(StartSafeProcessCommand.InputObject), nameof(StartSafeProcessCommand.Name), nameof(RunCommand.InputEncoding), .. Cmdlet.CommonParameters,
            .. Cmdlet.OptionalCommonParameters,
        ],
        StringComparer.OrdinalIgnoreCase);

    private readonly Hashtable _parameters = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<object?> _words = [];
    private readonly string _block;

    /// <param name="stages">The programs.</param>
    /// <param name="bound">The parameters of the cmdlet that are bound here.</param>
    /// <exception cref="InvalidParameterException">An argument can be passed on this system alone.</exception>
    public FarCall(IReadOnlyList<CalledStage> stages, IEnumerable<KeyValuePair<string, object>> bound)
    {
        _block = string.Join(" | ", stages.Select(Type));
        foreach (var (name, value) in bound.Where(static parameter => !_ofThisSide.Contains(parameter.Key) && !parameter.Key.StartsWith(nameof(RunCommand.ProgramOption), StringComparison.Ordinal)))
            _parameters[name] = SentValue.Of(value);
    }

    /// <summary>Writes the call.</summary>
    /// <param name="shell">Of the other session.</param>
    /// <param name="channel">Where the job tells of itself.</param>
    /// <param name="id">How it calls itself there.</param>
    /// <param name="name">The name of the job.</param>
    public void Write(PowerShell shell, string channel, string id, string name)
    {
        var parameters = new Hashtable(_parameters) { ["Name"] = name, [nameof(StartSafeProcessCommand.Forward)] = new[] { channel, id } };
        shell.AddScript($"param($w, $p) Start-SafeProcess {{ {_block} }} @p", useLocalScope: true).AddArgument(_words.ToArray()).AddArgument(parameters);
    }

    /// <summary>Tells the steps of the run too.</summary>
    public void TellSteps() => _parameters["Verbose"] = true;

    private string Type(CalledStage stage)
    {
        if (stage.IsLastArgumentRaw)
            throw new InvalidParameterException(nameof(StartSafeProcessCommand.Session), "cannot be used with --%, which is read by the programs of this system: write each argument as a word of its own");
        var text = new StringBuilder("& ").Append(Word(stage.FilePath));
        foreach (var argument in stage.Arguments)
            text.Append(' ').Append(Type(argument));
        if (stage.Streams.Output is { } output)
            text.Append(output.Append ? " >> " : " > ").Append(Type(output));
        if (stage.Streams.Error is { } error)
            text.Append(error.Append ? " 2>> " : " 2> ").Append(Type(error));
        return stage.Streams.IsMerged ? text.Append(" 2>&1").ToString() : text.ToString();
    }

    // In quotes a word is what it is. A secret stays one on its way, as a whole, and what the other session is to expand is not quoted.
    private string Type(CalledArgument argument) =>
        argument.SecretFrom is not null ? Word(Secret(argument.Text))
        : argument.IsOpen ? Word(argument.Text)
        : $"\"$({Word(argument.Text)})\"";

    private string Type(StreamTarget target) => target.Path is null ? "$null" : $"\"$({Word(target.Path)})\"";

    private string Word(object value)
    {
        _words.Add(value);
        return string.Create(CultureInfo.InvariantCulture, $"$w[{_words.Count - 1}]");
    }

    private static SecureString Secret(string text)
    {
        var secret = new SecureString();
        foreach (var character in text)
            secret.AppendChar(character);
        secret.MakeReadOnly();
        return secret;
    }
}
