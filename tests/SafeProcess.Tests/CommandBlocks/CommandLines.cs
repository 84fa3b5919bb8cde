using System.Management.Automation.Language;
using FsCheck;
using FsCheck.Fluent;

namespace SafeProcess.Tests.CommandBlocks;

/// <summary>What people write after a program. The variables are those that the tests make.</summary>
internal static class CommandLines
{
    private static readonly string[] _words =
    [
        "a", "git", "log", "--oneline", "-n", "5", "-n5", "-x:y", "-x: y", "--", "--all", "--depth=1", "-v", "-vv", "--foo=bar", "a=b", "a,b", "a, b", "a ,b", "'a b'", "\"a b\"",
        "$text", "$empty", "$nothing", "$number", "$list", "$nested", "$stars", "$dash", "$date", "$yes", "$none", "$object", "$($text)", "$(1+1)", "(1+1)", "$object.Name",
        "\"$text\"", "\"$($text)!\"", "--p=$text", "--p=\"$text\"", "x$text", "\"x\"$text", "$text/x", "-x:$text", "-x:$list", "-x:$nothing", "@list", "@table", "@(1,2)", "@{a=1}",
        "1.0", "0x10", "1kb", "1e3", "-1", "-1.5", "+1", "*.txt", "'*.txt'", "?.txt", "sub/*.txt", "[ab].txt", "*.none", "~", "~/x", "'~'", "a~", "-x:~", "`$text", "a`tb", "\"a`nb\"",
        "''", "\"\"", "a''b", "a\"\"b", "%HOME%", "a\\b", "a\\", "'a\\ b\\'", "\"a `\"b`\" c\"", "'a \"b\" c'", "C:\\x\\y", "/x/y", "http://h/p?q=1", "a:b", ":x", "a;b".Replace(";", "%3b"),
        "é", "'日本 語'", "😀", "'`'", "^", "!", "a!b", "=", "==", "+", ".", "..", "./x", "...", "a.b", "-a.b", "-a.b=c", "-D'x y'", "--x='y z'", "-", "_", "/", "//", "a//b", "a#b", "'#'",
        "[x]", "'[x]'", "a[0]", "$list[1]", "$env:HOME", "$HOME", "${text}", "$true", "$null", "a,$text", "$text,b", "a,,b".Replace(",,", ",'',"), "'a',\"b c\"", "\"a b\",c", "1,2", "1.0,2.50",
    ];

    /// <summary>At least 150 command lines, without the program.</summary>
    public static IReadOnlyList<string> Table { get; } =
    [
        .. _words,
        "run --mount type=bind,source=/x,target=/y -e A=1 -e B=2 image sh -c 'echo $HOME'", "checkout -- file.txt", "commit -m x -m 'two words'", "build -c Release -p:Version=1.2.3 -p:Name=\"a b\"",
        "grep -v x", "-c y", "test -timeout 5", "-Dfoo.bar=1", "-p:Foo=bar", "-ti 5", "-ev x", "-debug", "-wi", "push origin HEAD:refs/heads/x", "cf - .", "--% a \"b c\" %HOME% $text", "a --% b  c",
        "-- -- --", "-x: -y: z", "-x:'a b'", "-x:\"$text\"", "-x:a,b", "-x:$list -y:$nested", "@list @table @none", "@nested", "-a -b -c", "/x:/y", "-f $list -g", "a 'b' \"c\" d", "a  b   c",
        "a `\n b", "$list $nested $none", "$null a", "a $null", "'' a ''", "\"\" \"$empty\" $empty", "$(,1)", "$('a','b c')", "$(foreach ($i in 1..3) { $i })", "$($null)", "$()", "@()", "(,('a','b'))",
        "(Get-Date -Date $date -Format yyyy)", "$object.Path", "$($object.Path)", "\"$($object.Path)\"", "$object.Path.Length", "[datetime]::Now.Year.GetType", "([math]::Max(1, 2))", "$list.Count", "\"$list\"",
        "-n$number", "-n $number", "--number=$number", "$number,$number", "x${number}y", "'it''s'", "\"say \"\"hi\"\"\"", "'\"'", "\"'\"", "'\\'", "'a\\\"b'", "'\\\\'", "'a\nb'", "\"a`tb`0c\".Length",
        "*.txt a", "*", ".*", "$folder/*.txt", "$folder", "'$folder'", "sub/../*.txt", "./*.txt", "~/*.none", "*.txt,*.none", "-x:*.txt", "--file=*.txt", "a*b", "\\*.txt", "`*.txt", "$stars $stars", "\"$stars\"",
    ];

    /// <summary>Lines of words that were chosen at random.</summary>
    public static Gen<string> Random() => Gen.Elements(_words).NonEmptyListOf().Select(words => string.Join(' ', words.Take(8)));

    /// <summary>Whether PowerShell reads the line after a program without an error, as one command.</summary>
    public static bool IsValid(string line)
    {
        var block = Parser.ParseInput($"& $tell {line}", out _, out var errors);
        return errors.Length == 0 && block.EndBlock.Statements is [PipelineAst { PipelineElements: [CommandAst] }];
    }
}
