using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests.Secrets;

/// <summary>Patterns of secrets mean what they mean to PowerShell.</summary>
public sealed class WildcardTests
{
    private static readonly string[] _patterns =
        ["*", "?", "??", "a*", "*a", "*a*", "a*b*c", "a?c", "[abc]", "[a-c]x", "x[a-c]", "[a-]", "[-a]", "a`*", "`[a`]", "[`]]", "[`-a]", "*.*", "a**b", "A*C", "[A-C]*", "*[0-9]", "é*", "a`?c", "x]", "``*"];

    private static readonly string[] _texts =
        ["", "a", "b", "c", "-", "]", "ab", "abc", "abbc", "abcabc", "ax", "bx", "xb", "xd", "a*", "[a]", "a.b", "AC", "Bx", "a1", "Éa", "a?c", "x]", "`a", "*", "a\nc"];

    [EngineFact]
    public void They_match_what_PowerShell_matches()
    {
        using var session = new Session();
        string[] pairs = [.. _patterns.SelectMany(static pattern => _texts.Select(text => $"{pattern}\t{text.Replace("\n", "\\n", StringComparison.Ordinal)}"))];

        var theirs = session.Run($"@'\n{string.Join('\n', pairs)}\n'@ -split \"`n\" | ForEach-Object {{ $pattern, $text = $_ -split \"`t\"; [string]($text.Replace('\\n', \"`n\") -like $pattern) }}")
            .AssertNoError().Output;

        Assert.Equal(
            pairs.Zip(theirs, static (pair, match) => $"{pair} {match.BaseObject}"),
            _patterns.SelectMany(static pattern => _texts.Select(text => $"{pattern}\t{text.Replace("\n", "\\n", StringComparison.Ordinal)} {Wildcard.TryParse(pattern)!.Matches(text)}")));
    }
}
