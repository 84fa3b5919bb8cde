using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SafeProcess.Platform.Windows.Launch;

namespace SafeProcess.Core.Tests.Properties;

/// <summary>Arguments for Windows come out of the command line as they went in, by the rules its programs read it with.</summary>
public sealed class CommandLineProperties
{
    private static readonly Gen<string> _text = Gen.ArrayOf(Gen.Frequency(
            (6, Gen.Elements("\"", "\\", "\\\\", " ", "\t", "a", "b c")),
            (2, Gen.Elements("%", "!", "^", "&", "|", "<", ">", "(", "'", "\n", "\v", "é", "\U0001F600", "=")),
            (1, Gen.Choose(1, 0x10FFFF).Where(Rune.IsValid).Select(value => new Rune(value).ToString()))))
        .ScaleSize(size => size / 3).Select(string.Concat);

    [Fact]
    public void The_C_runtime_takes_a_command_line_apart_into_the_same_arguments() =>
        Claim.Holds(
            Gen.ArrayOf(_text), Claim.WithoutOne,
            arguments => Assert.Equal([@"C:\a program\x.exe", .. arguments], Parse(CommandLineText.Of(@"C:\a program\x.exe", arguments))),
            cases: 3000);

    [Fact]
    public void What_a_batch_file_may_be_given_stays_within_its_quotes_and_reaches_a_program_of_the_C_runtime() =>
        Claim.Holds(
            Gen.ArrayOf(_text), Claim.WithoutOne,
            arguments =>
            {
                const string Script = @"C:\my scripts\run.cmd";
                var refused = arguments.Any(argument => argument.AsSpan().ContainsAny("\"%!\r\n"));
                Assert.Equal(refused, BatchFile.FindRefused(Script, arguments) is not null);
                if (refused)
                    return;
                var line = BatchFile.CommandLine("cmd.exe", Script, arguments);
                const string Head = "\"cmd.exe\" /d /e:on /v:off /s /c ";
                Assert.StartsWith(Head, line, StringComparison.Ordinal);
                // With /s cmd.exe takes the first and the last quote away, whatever lies between.
                var command = line[Head.Length..];
                Assert.Equal(('"', '"'), (command[0], command[^1]));
                command = command[1..^1];
                // What means something to cmd.exe stands within quotes alone, and quotes come in pairs.
                var quoted = false;
                foreach (var one in command)
                {
                    if (one == '"')
                        quoted = !quoted;
                    else
                        Assert.True(quoted || !"&|<>^()\t ;,=".Contains(one, StringComparison.Ordinal) || one == ' ', command);
                }

                Assert.False(quoted);
                Assert.Equal([Script, .. arguments], Parse(command));
            },
            cases: 3000);

    /// <summary>The documented rules, one after the other (https://learn.microsoft.com/cpp/c-language/parsing-c-command-line-arguments).</summary>
    private static List<string> Parse(string line)
    {
        var program = line.IndexOf('"', 1);
        var arguments = new List<string> { line[1..program] };
        var at = program + 1;
        while (true)
        {
            while (at < line.Length && line[at] is ' ' or '\t')
                at++;
            if (at == line.Length)
                return arguments;
            var argument = new StringBuilder();
            var quoted = false;
            while (at < line.Length && (quoted || line[at] is not (' ' or '\t')))
            {
                var backslashes = 0;
                for (; at < line.Length && line[at] == '\\'; at++)
                    backslashes++;
                var beforeQuote = at < line.Length && line[at] == '"';
                argument.Append('\\', beforeQuote ? backslashes / 2 : backslashes);
                if (!beforeQuote)
                {
                    if (backslashes == 0)
                        argument.Append(line[at++]);
                    continue;
                }

                at++;
                if (backslashes % 2 == 1)
                    argument.Append('"');
                else
                    quoted = !quoted;
            }

            arguments.Add(argument.ToString());
        }
    }
}
