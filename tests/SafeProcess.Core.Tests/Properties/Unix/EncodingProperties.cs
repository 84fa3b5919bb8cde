using System.Collections;
using System.Runtime.InteropServices;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SafeProcess.Core.Tests.Support;
using SafeProcess.Platform;
using SafeProcess.Platform.Unix.Launch;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Properties;

/// <summary>What goes into a program's arguments and environment comes out, byte for byte.</summary>
public sealed class EncodingProperties
{
    private const string RunId = "SAFEPROCESS_RUN_ID";

    [Fact]
    public void A_spawn_block_holds_every_text_as_UTF_8_in_its_place() =>
        Claim.Holds(
            _arguments.Zip(_variables), Shrink,
            input =>
            {
                var (arguments, variables) = input;
                var environment = variables.Where(variable => variable.Value is not null).Select(variable => KeyValuePair.Create(variable.Key, variable.Value!)).ToList();
                using var block = new SpawnBlock(Text(0), Text(1), Text(2), arguments, environment);
                Assert.Equal([.. new[] { Text(2) }.Concat(arguments).Select(Bytes)], Vector(block, environment: false));
                Assert.Equal([.. environment.Select(variable => Bytes($"{variable.Key}={variable.Value}"))], Vector(block, environment: true));
                Assert.Equal([Bytes(Text(0)), Bytes(Text(1))], Paths(block));

                string Text(int index) => arguments.ElementAtOrDefault(index) ?? "";
            },
            cases: 300);

    [Fact]
    public void An_environment_is_the_hosts_with_the_changes_and_the_runs_id_and_each_name_once() =>
        Claim.Holds(
            _variables.Zip(Gen.Elements(true, false)), Shrink,
            input =>
            {
                var (variables, clean) = input;
                var block = EnvironmentVariables.Compose(Spec(variables, clean), "the id", StringComparer.Ordinal);
                Assert.Equal(Plain(variables, clean, "the id"), block.Select(variable => $"{variable.Key}={variable.Value}").Order(StringComparer.Ordinal));
            },
            cases: 200);

    [Fact]
    public void A_program_gets_exactly_the_arguments() =>
        Claim.Holds(
            _arguments, Claim.WithoutOne,
            async arguments =>
            {
                var result = await RunAsync(UnrulyProgram.Spec(["args", .. arguments]));
                Assert.Equal([.. arguments.Select(argument => Convert.ToHexString(Bytes(argument))), "end", ""], result.StandardOutput!.Split('\n'));
            },
            cases: 8);

    [Fact]
    public void A_program_gets_exactly_the_environment() =>
        Claim.Holds(
            _variables.Zip(Gen.Elements(true, false)), Shrink,
            async input =>
            {
                var (variables, clean) = input;
                var result = await RunAsync(Spec(variables, clean));
                var told = result.StandardOutput!.Split('\0')[..^1];
                var id = Assert.Single(told, variable => variable.StartsWith(RunId + "=", StringComparison.Ordinal))[(RunId.Length + 1)..];
                Assert.Equal(Plain(variables, clean, id), told.Order(StringComparer.Ordinal));
            },
            cases: 8);

    private static readonly Gen<string> _text = Gen.ArrayOf(Gen.Frequency(
            (4, Gen.Elements("a", "-", "=", " ", "\"", "'", "\\", "$", "%", "*", "\n", "\r\n", "\t", "\u001B", "/")),
            (3, Gen.Elements("é", "漢字", "\U0001F600", "e\u0301", "\uFEFF", "\u202E", "\uFFFF")),
            (2, Gen.Choose(1, 0x10FFFF).Where(Rune.IsValid).Select(value => new Rune(value).ToString())),
            (1, Gen.Choose(1, 12).Select(count => new string('x', count * count * count)))))
        .ScaleSize(size => size / 4).Select(string.Concat);

    private static readonly Gen<string[]> _arguments = Gen.ArrayOf(_text);

    // Names that the host has, that differ by case, that no shell would take; among them the run's own, which cannot be changed.
    private static readonly Gen<KeyValuePair<string, string?>[]> _variables =
        from names in Gen.ArrayOf(Gen.Frequency(
            (3, Gen.Elements("PATH", "HOME", "home", "ADDED", "added", RunId, "A B", "é", "1")), (1, _text.Select(text => "x" + text.Replace("=", "", StringComparison.Ordinal)))))
        let distinct = names.Distinct().ToArray()
        from values in Gen.ArrayOf(Gen.Frequency((3, _text.Select(text => (string?)text)), (1, Gen.Constant<string?>(null))), distinct.Length)
        select distinct.Zip(values, KeyValuePair.Create).ToArray();

    private static ProcessSpec Spec(KeyValuePair<string, string?>[] variables, bool clean) =>
        UnrulyProgram.Spec("env") with { Environment = new Dictionary<string, string?>(variables), CleanEnvironment = clean };

    private static IEnumerable<string> Plain(KeyValuePair<string, string?>[] variables, bool clean, string runId)
    {
        var plain = new Dictionary<string, string?>();
        foreach (DictionaryEntry variable in clean ? new Hashtable() : Environment.GetEnvironmentVariables())
            plain[(string)variable.Key] = (string?)variable.Value;
        foreach (var (name, value) in variables)
            plain[name] = value;
        plain[RunId] = runId;
        return plain.Where(variable => variable.Value is not null).Select(variable => $"{variable.Key}={variable.Value}").Order(StringComparer.Ordinal);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static unsafe List<byte[]> Vector(SpawnBlock block, bool environment)
    {
        var texts = new List<byte[]>();
        for (var next = environment ? block.Environment : block.Arguments; *next is not null; next++)
            texts.Add(Terminated(*next));
        return texts;
    }

    private static unsafe List<byte[]> Paths(SpawnBlock block) => [Terminated(block.Path), Terminated(block.Directory)];

    private static unsafe byte[] Terminated(byte* text) => MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text).ToArray();

    private static IEnumerable<(T[], TOther)> Shrink<T, TOther>((T[] Elements, TOther Other) input) =>
        Claim.WithoutOne(input.Elements).Select(fewer => (fewer, input.Other));

    private static IEnumerable<(string[], KeyValuePair<string, string?>[])> Shrink((string[] Arguments, KeyValuePair<string, string?>[] Variables) input) =>
        [
            .. Claim.WithoutOne(input.Arguments).Select(fewer => (fewer, input.Variables)),
            .. Claim.WithoutOne(input.Variables).Select(fewer => (input.Arguments, fewer)),
        ];
}
