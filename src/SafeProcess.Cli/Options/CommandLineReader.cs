namespace SafeProcess.Cli;

/// <summary>Reads a command line as GNU's programs read theirs (<c>getopt_long(3)</c>): options up to the first word that is none, <c>--name value</c> or
/// <c>--name=value</c>, <c>-k 5s</c> or <c>-k5s</c>, letters together. That word is the program, and all behind it is the program's.</summary>
internal sealed class CommandLineReader
{
    private readonly string[] _words;
    private readonly HashSet<Option> _given = [];
    private readonly Draft _draft = new();
    private int _next;

    private CommandLineReader(string[] words) => _words = words;

    /// <summary>Reads the words behind the program's own name.</summary>
    /// <exception cref="UsageException">They cannot be read.</exception>
    public static Draft Read(string[] words)
    {
        var reader = new CommandLineReader(words);
        reader.Read();
        return reader._draft;
    }

    private static bool IsOption(string word) => word.Length > 1 && word[0] == '-';

    private void Read()
    {
        while (_draft.Page is null)
        {
            if (_next == _words.Length)
                throw new UsageException($"no {OptionTable.Program} to run: safeprocess --help tells how it is used.");
            var word = _words[_next];
            if (word == "--")
            {
                TakeProgram(_next + 1);
                return;
            }

            if (!IsOption(word))
            {
                TakeOperands(word);
                return;
            }

            _next++;
            if (word[1] == '-')
                TakeLong(word);
            else
                TakeLetters(word);
        }
    }

    private void TakeLong(string word)
    {
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        var written = equals < 0 ? word : word[..equals];
        var option = Find(written, word);
        if (option.Value is null && equals >= 0)
            throw new UsageException($"{written} takes no value.");
        Take(option, written, equals >= 0 ? word[(equals + 1)..] : option.Value is null ? "" : ValueFor(option, written));
    }

    private void TakeLetters(string word)
    {
        for (var index = 1; index < word.Length; index++)
        {
            var written = $"-{word[index]}";
            var option = Find(written, word);
            if (option.Value is null)
            {
                Take(option, written, "");
                continue;
            }

            Take(option, written, index + 1 < word.Length ? word[(index + 1)..] : ValueFor(option, written));
            return;
        }
    }

    private static Option Find(string written, string word) =>
        OptionTable.Find(written)
        ?? throw new UsageException(GnuTimeout.WhyNot(written) ?? $"'{word}' is no option of safeprocess; a program of that name needs -- before it.");

    private string ValueFor(Option option, string written) =>
        _next < _words.Length ? _words[_next++] : throw new UsageException($"{written} needs a {option.Value} behind it.");

    private void Take(Option option, string written, string value)
    {
        if (!_given.Add(option) && option is { MayRepeat: false, Value: not null })
            throw new UsageException($"{option.Name} is given twice.");
        option.Read(_draft, new GivenOption(written, value));
    }

    /// <summary>The program, or a time and the program.</summary>
    private void TakeOperands(string word)
    {
        var timeout = OptionTable.Timeout;
        if (_given.Contains(timeout) || !GnuTimeout.IsTime(word))
        {
            TakeProgram(_next);
            return;
        }

        Take(timeout, timeout.Name, word);
        var next = _next + 1;
        if (next < _words.Length && _words[next] == "--")
            next++;
        else if (next < _words.Length && IsOption(_words[next]))
            throw new UsageException($"'{_words[next]}' stands behind the time {word}: options come before it.");
        if (next == _words.Length)
            throw new UsageException($"'{word}' is a time, and there is no {OptionTable.Program} behind it; a program of that name needs -- before it.");
        TakeProgram(next);
    }

    private void TakeProgram(int index)
    {
        if (index == _words.Length)
            throw new UsageException($"no {OptionTable.Program} behind --.");
        _draft.Spec = _draft.Spec with { FilePath = _words[index], ArgumentList = _words[(index + 1)..] };
    }
}
