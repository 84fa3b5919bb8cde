using System.Management.Automation;
using System.Management.Automation.Language;

namespace SafeProcess.Commands;

/// <summary>Makes of the elements of a command line the arguments that <c>&amp;</c> would pass to a program, by the same rules: arrays give one
/// argument an element, <c>$null</c> gives none, a literal with commas stays one word, <c>~</c> is the home directory, and on Unix
/// what is not quoted and has wildcards becomes the files it matches.</summary>
/// <remarks>The rules are those of <c>NativeCommandParameterBinder</c> in PowerShell 7.4 to 7.6 with the standard way of passing arguments. In a block
/// what stands behind <c>--%</c> stays one text on Windows, as <c>&amp;</c> leaves it for the programs that it knows to read it themselves (cmd.exe). One differs:
/// a parameter with a colon that was splatted (<c>function f { Invoke-SafeProcess { p @args } }; f -x:1</c>) is kept, where <c>&amp;</c> loses it.</remarks>
internal sealed class NativeArguments(SessionState session)
{
    private const string VerbatimMark = "--%";
    private const string FileSystem = "FileSystem";

    // PowerShell itself says where it expands what.
    private readonly bool _isWindows = LanguagePrimitives.IsTrue(session.PSVariable.GetValue("IsWindows"));

    private readonly List<CalledArgument> _arguments = [];
    private bool _verbatim;
    private bool _keepsRaw;
    private bool _keepsOpen;
    private bool _isLastRaw;
    private string? _splattedColon;

    /// <summary>The arguments of these elements.</summary>
    public static CalledArgument[] Of(IEnumerable<ArgumentElement> elements, SessionState session)
    {
        var arguments = new NativeArguments(session);
        arguments.AddAll(elements);
        return [.. arguments._arguments];
    }

    /// <summary>The arguments of these elements, and where a program gets one text, what stands behind <c>--%</c> as it stands there.</summary>
    /// <param name="elements">As they were typed.</param>
    /// <param name="session">The caller's.</param>
    /// <param name="isLastRaw">Whether the last one is such a text.</param>
    /// <param name="isElsewhere">See <see cref="CalledArgument.IsOpen"/>.</param>
    public static CalledArgument[] Of(IEnumerable<ArgumentElement> elements, SessionState session, out bool isLastRaw, bool isElsewhere = false)
    {
        var arguments = new NativeArguments(session) { _keepsOpen = isElsewhere };
        arguments._keepsRaw = arguments._isWindows;
        arguments.AddAll(elements);
        isLastRaw = arguments._isLastRaw;
        return [.. arguments._arguments];
    }

    private void AddAll(IEnumerable<ArgumentElement> elements)
    {
        foreach (var element in elements)
            Add(element);
        KeepSplattedColon();
    }

    private void Add(in ArgumentElement element)
    {
        if (!element.HasValue)
        {
            KeepSplattedColon();
            if (element.Parameter!.EndsWith(':'))
                _splattedColon = element.Parameter;
            else
                Expand(element.Parameter, element, quoted: false);
            return;
        }

        var bound = element;
        if (_splattedColon is { } colon)
        {
            _splattedColon = null;
            bound = element.Parameter is null ? element with { Parameter = colon } : element;
            if (bound == element)
                _arguments.Add(new(colon));
        }

        AddBound(bound);
    }

    private void AddBound(in ArgumentElement element)
    {
        // Only a splatted name that ends in blanks does not end in its colon.
        if (element.Parameter is { } parameter && !parameter.EndsWith(':'))
            Expand(parameter, element, quoted: false);
        if (element.Source is StringConstantExpressionAst { Value: VerbatimMark })
            _verbatim = true;
        else
            AddValue(element);
    }

    private void KeepSplattedColon()
    {
        if (_splattedColon is not { } colon)
            return;
        _splattedColon = null;
        _arguments.Add(new(colon));
    }

    private void AddValue(in ArgumentElement element)
    {
        if (LanguagePrimitives.GetEnumerator(element.Value) is not { } values)
        {
            AddOne(element.Value, element);
            return;
        }

        while (values.MoveNext() && !AddOne(values.Current, element))
        {
        }
    }

    /// <returns>True when the rest of the array has been added with this one.</returns>
    private bool AddOne(object? value, in ArgumentElement element)
    {
        if (SecretValue.Decrypt(value) is { } secret)
        {
            Put(secret, element, isSecret: true);
            return false;
        }

        var argument = LanguagePrimitives.ConvertTo<string>(value) ?? string.Empty;
        SecretValue.RefuseWithin(element.Source, argument);
        if (argument.Length == 0)
        {
            if (value is not null)
                Put(argument, element);
            return false;
        }

        if (_verbatim && _keepsRaw)
        {
            _arguments.Add(new(Environment.ExpandEnvironmentVariables(argument)));
            _isLastRaw = true;
            return false;
        }

        if (_verbatim)
        {
            _arguments.AddRange(Environment.ExpandEnvironmentVariables(argument).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static word => new CalledArgument(word)));
            return false;
        }

        if (HasOpenBlank(argument))
        {
            Put(argument, element);
            return false;
        }

        // The text of a literal array, as in --mount type=bind,source=/x, is what the program is to get.
        if (element.Source is ArrayLiteralAst array)
        {
            foreach (var word in array.Extent.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                Expand(word, element, quoted: false);
            return true;
        }

        Expand(argument, element, element.IsExact || IsQuoted(element.Source));
        return false;
    }

    private void Expand(string argument, in ArgumentElement element, bool quoted)
    {
        if (quoted)
            Put(argument, element);
        else if (_keepsOpen && element.Parameter is null)
            _arguments.Add(new(argument) { IsOpen = true });
        else if (!_isWindows && WildcardPattern.ContainsWildcardCharacters(argument))
            PutMatches(argument, element);
        else
            Put(WithHome(argument), element);
    }

    private void PutMatches(string pattern, in ArgumentElement element)
    {
        var location = session.Path.CurrentLocation;
        var files = location.Provider.Name.Equals(FileSystem, StringComparison.OrdinalIgnoreCase) ? FilesOf(pattern) : [];
        if (files.Count == 0)
        {
            Put(pattern, element);
            return;
        }

        var isRelative = pattern[0] is not ('~' or '/');
        foreach (var file in files)
            Put(isRelative ? session.Path.NormalizeRelativePath(file, location.ProviderPath) : file, element);
    }

    private List<string> FilesOf(string pattern)
    {
        try
        {
            var found = session.InvokeProvider.ChildItem.Get(pattern, recurse: false);
            return found.All(static item => item.BaseObject is FileSystemInfo) ? [.. found.Select(static item => ((FileSystemInfo)item.BaseObject).FullName)] : [];
        }
        catch (Exception e) when (e is not PipelineStoppedException)
        {
            // A pattern that matches nothing, or that the provider cannot read, is an argument as it stands.
            return [];
        }
    }

    private string WithHome(string argument)
    {
        var startsAtHome = argument.StartsWith('~')
            && (argument.Length == 1 || argument[1] == '/' || (_isWindows && argument[1] == '\\'));
        return startsAtHome ? session.Provider.GetOne(FileSystem).Home + argument[1..] : argument;
    }

    // A parameter and its value are one argument when they were typed as one.
    private void Put(string argument, in ArgumentElement element, bool isSecret = false)
    {
        var parameter = element.Parameter is { } typed && typed.EndsWith(':') ? typed : "";
        if (parameter.Length > 0 && element.SpaceBeforeValue)
        {
            _arguments.Add(new(parameter));
            parameter = "";
        }

        _arguments.Add(new(parameter + argument, isSecret ? parameter.Length : null));
    }

    private static bool IsQuoted(Ast? source) => source switch
    {
        StringConstantExpressionAst constant => constant.StringConstantType != StringConstantType.BareWord,
        ExpandableStringExpressionAst expandable => expandable.StringConstantType != StringConstantType.BareWord,
        _ => false,
    };

    /// <summary>Whether there is a blank outside of double quotes, counted as the C runtime of Windows counts them.</summary>
    private static bool HasOpenBlank(string argument)
    {
        var quotes = 0;
        for (var index = 0; index < argument.Length; index++)
        {
            if (argument[index] == '"' && (index == 0 || argument[index - 1] != '\\'))
                quotes++;
            else if (char.IsWhiteSpace(argument[index]) && quotes % 2 == 0)
                return true;
        }

        return false;
    }
}
