using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace SafeProcess.Core.Tests.Properties;

/// <summary>Whatever a program calls itself, its arguments and its files, what is printed of it changes no terminal.</summary>
public sealed class VisibleProperties
{
    private static readonly Gen<string> _hostile = Gen.ArrayOf(Gen.Frequency(
            (3, Gen.Elements("\e[2J", "\e]0;title\a", "\r", "\n", "\t", "\0", "\u009b31m", "\u202e", "\u2028", "'", "\\", "\ud83d", "\ude00", "😀")),
            (1, Gen.Choose(0, char.MaxValue).Select(static unit => ((char)unit).ToString()))))
        .Select(static parts => string.Concat(parts));

    [Fact]
    public void No_control_or_format_character_is_left_and_no_text_is_longer_than_it_may_be() =>
        Claim.Holds(
            Gen.ArrayOf(_hostile).Zip(Gen.Choose(2, 40)), static input => Claim.WithoutOne(input.Item1).Select(fewer => (fewer, input.Item2)),
            static input =>
            {
                var (texts, longest) = input;
                var commandLine = VisibleText.CommandLine(texts, longest);
                AssertVisible(commandLine, "");
                Assert.True(commandLine.Length <= longest);
                foreach (var text in texts)
                {
                    AssertVisible(VisibleText.Of(text, longest), "");
                    AssertVisible(VisibleText.Line(text), "\t");
                    AssertVisible(VisibleText.Lines(text), "\t\n");
                }
            },
            cases: 2000);

    private static void AssertVisible(string text, string except) => Assert.DoesNotContain(text, one => !except.Contains(one, StringComparison.Ordinal)
        && char.GetUnicodeCategory(one) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
