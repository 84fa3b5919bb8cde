using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace SafeProcess.Commands;

/// <summary>A call of a cmdlet that runs a program, divided between the two: the parameters of the cmdlet stand before the program, and behind it only when
/// they are spelt in full; all else behind the program, and all behind <c>--</c>, is the program's.</summary>
internal sealed class SplitStatement
{
    private readonly CommandAst _call;
    private readonly CmdletParameters _parameters;
    private readonly CallerScope _scope;
    private readonly List<CommandElementAst> _own = [];
    private readonly List<ParameterMetadata> _taken = [];
    private readonly List<ProgramWord> _words = [];
    private CommandElementAst? _program;
    private int _bound;
    private bool _isCountable = true;

    private SplitStatement(CommandAst call, CmdletParameters parameters, CallerScope scope) => (_call, _parameters, _scope) = (call, parameters, scope);

    /// <summary>What belongs to the program, in order.</summary>
    public IReadOnlyList<ProgramWord> Words => _words;

    /// <summary>The cmdlet's parameters that PowerShell bound although what was typed belongs to the program.</summary>
    public IReadOnlyList<ParameterMetadata> Taken => _taken;

    /// <summary>A parameter before the program that the cmdlet does not have; null for none.</summary>
    public CommandParameterAst? Unknown { get; private set; }

    /// <summary>How many remaining arguments PowerShell bound, without those of a list that was splatted.</summary>
    public int BoundCount => _bound;

    /// <summary>Whether a parameter was given to the cmdlet by its name, be it in a table that was splatted.</summary>
    public bool HasOwn(string parameter) =>
        _own.OfType<CommandParameterAst>().Any(typed => _parameters.Bound(typed.ParameterName)?.Name == parameter)
        || _own.OfType<VariableExpressionAst>().Any(table => table.Splatted && TableOf(table) is { } values
            && values.Keys.OfType<string>().Any(name => _parameters.SpeltInFull(name)?.Name == parameter));

    /// <summary>The same call with a command block, which leaves nothing to be divided.</summary>
    public string AsBlock =>
        string.Join(' ', [
            _call.CommandElements[0].Extent.Text, "{", .. new[] { _program }.OfType<CommandElementAst>().Concat(_words.Select(static word => word.Element)).Select(TextOf), "}",
            .. _own.Select(TextOf)]);

    /// <summary>Divides a call.</summary>
    /// <returns>Null when its text does not say which word is the program, as when it was splatted.</returns>
    public static SplitStatement? Of(CommandAst call, CmdletParameters parameters, CallerScope scope)
    {
        var split = new SplitStatement(call, parameters, scope);
        if (split.ReadUpToProgram() is not { } next)
            return split.Unknown is null ? null : split;
        split.ReadWords(next.Index, next.All);
        return split;
    }

    /// <returns>Where the program's words begin, and whether all from there on are the program's; null without a program.</returns>
    private (int Index, bool All)? ReadUpToProgram()
    {
        var all = false;
        for (var index = 1; index < _call.CommandElements.Count; index++)
        {
            var element = _call.CommandElements[index];
            switch (element)
            {
                case CommandParameterAst { ParameterName: "-" }:
                    all = true;
                    break;
                case CommandParameterAst typed:
                    if (_parameters.Bound(typed.ParameterName) is not { } parameter || CmdletParameters.IsHidden(parameter))
                    {
                        Unknown = typed;
                        return null;
                    }

                    index = TakeOwn(index, typed, parameter);
                    if (parameter.Name == nameof(ProgramCommand.FilePath))
                        return (index + 1, false);
                    break;
                case VariableExpressionAst { Splatted: true } splatted:
                    // A table of parameters names what it holds; a list may hold the program.
                    if (!_scope.TryRead(splatted, out var value) || value is not IDictionary table || table.Contains(nameof(ProgramCommand.FilePath)))
                        return null;
                    _own.Add(element);
                    break;
                default:
                    _program = element;
                    return (index + 1, all);
            }
        }

        return null;
    }

    private void ReadWords(int index, bool all)
    {
        for (; index < _call.CommandElements.Count; index++)
        {
            var element = _call.CommandElements[index];
            if (element is not CommandParameterAst typed)
            {
                if (all || !IsOwnTable(element))
                    AddValue(element);
            }
            else if (typed.ParameterName == "-")
            {
                // The binder drops it, and what follows is no parameter to the parser.
                _words.Add(new ProgramWord(element, null));
                all = true;
            }
            else if (!all && _parameters.SpeltInFull(typed.ParameterName) is { } own)
            {
                index = TakeOwn(index, typed, own);
            }
            else if (!all && _parameters.Bound(typed.ParameterName) is { } taken)
            {
                _taken.Add(taken);
                _words.Add(new ProgramWord(element, null));
                if (TakesNext(typed, taken) && index + 1 < _call.CommandElements.Count)
                    _words.Add(new ProgramWord(_call.CommandElements[++index], null));
            }
            else
            {
                AddOption(typed);
            }
        }
    }

    private int TakeOwn(int index, CommandParameterAst typed, ParameterMetadata parameter)
    {
        _own.Add(typed);
        if (!TakesNext(typed, parameter) || index + 1 >= _call.CommandElements.Count)
            return index;
        _own.Add(_call.CommandElements[index + 1]);
        return index + 1;
    }

    /// <summary>Whether a table of the cmdlet's own parameters is splatted.</summary>
    private bool IsOwnTable(CommandElementAst element)
    {
        if (element is not VariableExpressionAst { Splatted: true } splatted || TableOf(splatted) is not { Count: > 0 } table || !table.Keys.Cast<object>().All(key => key is string name && _parameters.SpeltInFull(name) is not null))
            return false;
        _own.Add(element);
        return true;
    }

    private IDictionary? TableOf(VariableExpressionAst splatted) =>
        _scope.TryRead(splatted, out var value) ? (value is PSObject wrapped ? wrapped.BaseObject : value) as IDictionary : null;

    private void AddValue(CommandElementAst element)
    {
        if (element is VariableExpressionAst { Splatted: true })
            _isCountable = false;
        _words.Add(new ProgramWord(element, Position(_bound)));
        _bound++;
    }

    // Among the remaining arguments it is one of them, and its value another one.
    private void AddOption(CommandParameterAst typed)
    {
        _bound++;
        _words.Add(new ProgramWord(typed, typed.Argument is null ? null : Position(_bound)));
        if (typed.Argument is not null)
            _bound++;
    }

    private int? Position(int position) => _isCountable ? position : null;

    private static bool TakesNext(CommandParameterAst typed, ParameterMetadata parameter) => typed.Argument is null && !parameter.SwitchParameter;

    private static string TextOf(CommandElementAst element) => element.Extent.Text;
}

/// <summary>A word of a call that belongs to the program.</summary>
/// <param name="Element">As it was typed.</param>
/// <param name="Bound">Which of the arguments that PowerShell bound is its value; null when none is, or none can be told.</param>
internal readonly record struct ProgramWord(CommandElementAst Element, int? Bound);
