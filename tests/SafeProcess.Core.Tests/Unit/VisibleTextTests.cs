namespace SafeProcess.Core.Tests.Unit;

public sealed class VisibleTextTests
{
    [Theory]
    [InlineData("plain text, (as it is) \\n é 日本 😀", "plain text, (as it is) \\n é 日本 😀")]
    [InlineData("a\nb\rc\td", @"a\nb\rc\td")]
    [InlineData("\e[31m\x7f\0", @"\x1b[31m\x7f\x00")]
    [InlineData("\u0085\u2028\u2029", @"\u0085\u2028\u2029")]
    [InlineData("abc\u202edcba\u2066", @"abc\u202edcba\u2066")]
    public void Invisible_characters_are_shown_as_escapes(string text, string expected) => Assert.Equal(expected, VisibleText.Of(text));

    [Theory]
    [InlineData("one\n\ttwo", "one\n\ttwo")]
    [InlineData("one\r\n\e[1mtwo\r\nth\rree\n", "one\n\\x1b[1mtwo\nth\\rree\n")]
    public void Lines_stay_lines(string text, string expected) => Assert.Equal(expected, VisibleText.Lines(text));

    [Theory]
    [InlineData("abcdef", 6, "abcdef")]
    [InlineData("abcdefg", 6, "abcde…")]
    [InlineData("abcd😀g", 6, "abcd…")]
    [InlineData("abc\ndef", 6, @"abc\n…")]
    public void A_long_text_is_cut_between_characters(string text, int longest, string expected) => Assert.Equal(expected, VisibleText.Of(text, longest));

    [Theory]
    [InlineData(new[] { "/usr/bin/env", "A=b,c", "-x" }, "/usr/bin/env A=b,c -x")]
    [InlineData(new[] { "a b", "", "$x", "it's" }, @"'a b' '' '$x' 'it'\''s'")]
    [InlineData(new[] { "a\n'\\" }, @"$'a\n\'\\'")]
    public void A_command_line_shows_where_each_argument_ends(string[] arguments, string expected) =>
        Assert.Equal(expected, VisibleText.CommandLine(arguments, longest: 100));
}
