using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SafeProcess.Platform.Linux.Tree;

namespace SafeProcess.Core.Tests.Properties;

/// <summary>What a hostile process can write into the files of <c>/proc</c> misleads nobody.</summary>
public sealed class ProcFileProperties
{
    private static readonly CompositeFormat _numbers = CompositeFormat.Parse("{0} {1} {2} 0 -1 {3} 0 0 0 0 {4} {5} 0 0 20 0 {6} 0 {7} 0 {8} 18446744073709551615 1 1 0 0 0 {9} 0 0 0 0 0 0 17 1 0 0 0 0 0");

    // What the line after a name looks like, inside of a name.
    private static readonly Gen<byte[]> _name =
        Gen.ArrayOf(Gen.Frequency(
            (3, Gen.Elements(")", "(", " ", "\n", ") S 1 1 1", "(sh) Z 1", "\\", "\u001B")), (2, Gen.Elements("a", "é", "漢")), (1, Gen.Choose(1, 255).Select(value => ((char)value).ToString()))))
        .Select(parts => Encoding.Latin1.GetBytes(string.Concat(parts)).Where(value => value != 0).Take(15).ToArray());

    [Fact]
    public void A_process_is_what_the_kernel_says_whatever_it_calls_itself() =>
        Claim.Holds(
            _name.Zip(Gen.ArrayOf(Gen.Choose(0, int.MaxValue), 7)), Shrink,
            input =>
            {
                var (name, numbers) = input;
                var entry = ProcFile.ParseStat(7, Line(name, 'S', numbers))!;
                Assert.Equal(
                    ('S', numbers[0], numbers[1], numbers[2], (ulong)numbers[3], Encoding.UTF8.GetString(name)),
                    (entry.State, entry.ParentId, entry.Session, entry.Threads, entry.StartTime, entry.Name));
            },
            cases: 2000);

    [Fact]
    public void A_line_that_is_cut_off_anywhere_is_an_entry_or_none() =>
        Claim.Holds(
            _name.Zip(Gen.Choose(0, 300)), static input => Shrink((input.Item1, new int[1])).Select(fewer => (fewer.Item1, input.Item2)),
            input =>
            {
                var line = Line(input.Item1, 'R', new int[7]);
                _ = ProcFile.ParseStat(7, line.AsSpan(0, Math.Min(input.Item2, line.Length)));
            },
            cases: 2000);

    [Fact]
    public void Any_bytes_are_an_entry_or_none_and_have_a_variable_or_not() =>
        Claim.Holds(
            Gen.ArrayOf(Gen.Frequency((2, Gen.Elements<byte>(0, (byte)'(', (byte)')', (byte)' ', (byte)'=', (byte)'A', (byte)'1', (byte)'-')), (1, Gen.Choose(0, 255).Select(value => (byte)value)))),
            Claim.WithoutOne,
            bytes =>
            {
                _ = ProcFile.ParseStat(7, bytes);
                var variables = Encoding.Latin1.GetString(bytes).Split('\0');
                var first = variables.FirstOrDefault(variable => variable.StartsWith("A=", StringComparison.Ordinal));
                Assert.Equal(first is null ? null : Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(first[2..])), ProcFile.FindVariable(bytes, "A="u8));
            },
            cases: 5000);

    /// <param name="name">The name of the process.</param>
    /// <param name="state">Its state.</param>
    /// <param name="numbers">Parent, session, threads, start time; the rest may be anything.</param>
    private static byte[] Line(byte[] name, char state, int[] numbers) =>
        [
            .. "7 ("u8, .. name, .. ") "u8, (byte)state, (byte)' ',
            .. Encoding.ASCII.GetBytes(string.Format(
                CultureInfo.InvariantCulture, _numbers, numbers[0], numbers[4], numbers[1], 0, numbers[5], numbers[6], numbers[2], numbers[3], numbers[4], 0)),
            (byte)'\n',
        ];

    private static IEnumerable<(byte[], int[])> Shrink((byte[] Name, int[] Numbers) input) => Claim.WithoutOne(input.Name).Select(fewer => (fewer, input.Numbers));
}
