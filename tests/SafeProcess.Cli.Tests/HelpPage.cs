using System.Text.RegularExpressions;

namespace SafeProcess.Cli.Tests;

/// <summary>The help that safeprocess prints, taken apart.</summary>
/// <param name="Text">As it is printed.</param>
/// <param name="Options">Each option: its spellings, and the name of its value.</param>
internal sealed partial record HelpPage(string Text, IReadOnlyList<(string[] Spellings, string Value)> Options)
{
    public IEnumerable<string> Spellings => Options.SelectMany(static option => option.Spellings);

    public static async Task<HelpPage> PrintAsync()
    {
        var ended = await SafeprocessCommand.RunAsync("--help");
        Assert.Equal(0, ended.ExitCode);
        Assert.Empty(ended.Error);
        return new(ended.Output, [.. Heading().Matches(ended.Output).Select(static match => (match.Groups["names"].Value.Split(", "), match.Groups["value"].Value))]);
    }

    [GeneratedRegex(@"^ {2,6}(?<names>-[\w-]+(, -[\w-]+)*)( (?<value>[A-Z=]+))?(?= {2}|$)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Heading();
}
