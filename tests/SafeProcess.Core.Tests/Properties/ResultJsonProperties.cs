using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SafeProcess.Core.Tests.Support;

namespace SafeProcess.Core.Tests.Properties;

/// <summary>Any result there can be, as JSON and back; and any text that is not one.</summary>
public sealed class ResultJsonProperties
{
    [Fact]
    public void Every_result_is_read_back_from_its_JSON_with_every_property_as_it_was() =>
        Claim.Holds(
            _results, static _ => [],
            static result =>
            {
                var json = result.ToJson();
                SameResult.Assert(result, ProcessResult.FromJson(json));
                Assert.Equal(json, ProcessResult.FromJson(Encoding.UTF8.GetBytes(json)).ToJson());
                Assert.DoesNotContain('\n', json);
            },
            cases: 300);

    [Fact]
    public void A_result_that_is_cut_off_anywhere_is_none() =>
        Claim.Holds(
            from result in _results from place in Gen.Choose(0, 1_000_000) select (Bytes: Encoding.UTF8.GetBytes(result.ToJson()), Place: place),
            static _ => [],
            static cut => Assert.Throws<FormatException>(() => ProcessResult.FromJson(cut.Bytes.AsSpan(0, cut.Place % cut.Bytes.Length))),
            cases: 300);

    [Fact]
    public void A_result_that_was_changed_anywhere_is_another_or_none_and_nothing_else_happens() =>
        Claim.Holds(
            from result in _results
            from changes in Gen.ArrayOf(
                from place in Gen.Choose(0, 1_000_000)
                from length in Gen.Choose(0, 3)
                from text in Gen.Frequency(
                    (2, Gen.Elements("\"", "{", "}", "[", "]", ",", ":", "null", "true", "-", "1e999", "1E-7", "99", "0.5", "\"\\ud800\"", "\\ud83d", "\\u0000", "\"FilePath\":", "{\"a\":1}", " ")),
                    (1, Gen.Choose(0, 255).Select(static one => ((char)one).ToString())))
                select (Place: place, Length: length, Text: text))
            select (Json: result.ToJson(), Changes: changes),
            static input => Claim.WithoutOne(input.Changes).Select(fewer => (input.Json, fewer)),
            static input =>
            {
                var bytes = Encoding.UTF8.GetBytes(input.Json).ToList();
                foreach (var (place, length, text) in input.Changes)
                {
                    var at = place % (bytes.Count + 1);
                    bytes.RemoveRange(at, Math.Min(length, bytes.Count - at));
                    bytes.InsertRange(at, Encoding.Latin1.GetBytes(text));
                }

                AssertReadOrRefused(() => ProcessResult.FromJson(bytes.ToArray()));
            },
            cases: 1000);

    [Fact]
    public void No_text_at_all_is_anything_but_a_result_or_refused() =>
        Claim.Holds(
            Gen.ArrayOf(Gen.Frequency(
                (4, Gen.Elements("{", "}", "[", "]", ",", ":", "\"", "null", "1", "\"FilePath\":\"a\"", "\"Outcome\":0", "\"Outcome\":\"Exited\"", "\"Stages\":[{}]", "\"Duration\":1e28", "\\", "\ud800")),
                (1, Gen.Choose(0, char.MaxValue).Select(static unit => ((char)unit).ToString())))).Select(string.Concat),
            static text => Claim.WithoutOne(text.ToCharArray()).Select(static units => new string(units)),
            static text => AssertReadOrRefused(() => ProcessResult.FromJson(text)),
            cases: 1000);

    private static void AssertReadOrRefused(Func<ProcessResult> read)
    {
        ProcessResult result;
        try
        {
            result = read();
        }
        catch (FormatException refused)
        {
            Assert.StartsWith("The text is no result of a run. ", refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', refused.Message);
            return;
        }

        // It is whole: it can be told, and written again.
        Assert.NotEmpty(result.ToString());
        SameResult.Assert(result, ProcessResult.FromJson(result.ToJson()));
    }

    private static readonly Gen<long> _numbers = Gen.Frequency(
        (1, Gen.Elements(0, 1, -1, long.MaxValue, long.MinValue)),
        (4, from high in Gen.Choose(int.MinValue, int.MaxValue) from low in Gen.Choose(int.MinValue, int.MaxValue) from shift in Gen.Choose(0, 62) select (((long)high << 32) | (uint)low) >> shift));

    private static readonly Gen<int> _ids = Gen.Frequency((1, Gen.Elements(0, 1, int.MaxValue, int.MinValue)), (3, Gen.Choose(0, int.MaxValue)));

    private static readonly Gen<TimeSpan> _times = _numbers.Select(TimeSpan.FromTicks);

    private static readonly Gen<string> _texts = Gen.Choose(0, 12).SelectMany(count => Gen.ArrayOf(Gen.Frequency(
            (4, Gen.Elements("a", " ", "é", "漢", "\U0001F600", "\0", "\u2028", "\uFEFF", "\uFFFD", "\n", "\r\n", "\t", "\"", "\\", "/", "<", "&", "+", "'", "\e[2J", "\u007f", "\u0085", "{\"a\":1}", "***")),
            (1, Gen.Choose(0, char.MaxValue).Select(static unit => char.IsSurrogate((char)unit) ? "?" : ((char)unit).ToString())),
            (1, Gen.Choose(1, 20).Select(static length => new string('x', length * length)))), count))
        .Select(string.Concat);

    private static readonly Gen<bool> _truths = Gen.Elements(true, false);

    private static readonly Gen<TreeMember> _members =
        from id in _ids from parent in _ids from name in _texts from state in Gen.Elements([.. "RSDTtI?ZX\0é"])
        select new TreeMember(id, parent, name, state);

    private static readonly Gen<ProcessSnapshot> _snapshots =
        from member in _members from time in OrNone(_times) from memory in OrNone(_numbers) from command in OrNull(_texts) from waits in OrNull(_texts)
        select new ProcessSnapshot(member) { ProcessorTime = time, WorkingSet = memory, CommandLine = command, WaitsOn = waits };

    private static readonly Gen<StageResult> _stages =
        from texts in Gen.ArrayOf(_texts, 2)
        from arguments in Few(_texts)
        from id in _ids
        from success in _truths
        from exitCode in OrNone(_ids)
        from signal in OrNull(_texts)
        from signalNumber in OrNone(_ids)
        from error in OrNull(_texts)
        from length in _numbers
        from lastLine in OrNull(_texts)
        from time in _times
        from memory in OrNone(_numbers)
        select new StageResult(new KeptText(error))
        {
            FilePath = texts[0], ArgumentList = arguments, WorkingDirectory = texts[1], ProcessId = id, Success = success, ExitCode = exitCode, Signal = signal,
            SignalNumber = signalNumber, StandardErrorLength = length, LastErrorLine = lastLine, ProcessorTime = time, PeakWorkingSet = memory,
        };

    private static readonly Gen<ProcessResult> _results =
        from texts in Gen.ArrayOf(_texts, 2)
        from arguments in Few(_texts)
        from id in _ids
        from outcome in Gen.Elements(Enum.GetValues<Outcome>())
        from truths in Gen.ArrayOf(_truths, 2)
        from codes in Gen.ArrayOf(OrNone(_ids), 3)
        from kept in Gen.ArrayOf(OrNull(_texts), 4)
        from lengths in Gen.ArrayOf(_numbers, 2)
        from start in _numbers.Select(static ticks => new DateTimeOffset(Math.Abs(ticks % DateTime.MaxValue.Ticks), TimeSpan.Zero))
        from offset in Gen.Choose(-14 * 60, 14 * 60)
        from times in Gen.ArrayOf(_times, 2)
        from memory in OrNone(_numbers)
        from orphans in Few(_members)
        from survivors in Few(_members)
        from diagnosis in Few(_snapshots)
        from containment in Gen.Elements(Enum.GetValues<Containment>())
        from limit in OrNone(Gen.Elements(Enum.GetValues<ResourceLimit>()))
        from stages in Few(_stages)
        select new ProcessResult(new OutputSink(new KeptText(kept[0]), new KeptText(kept[1])))
        {
            FilePath = texts[0], ArgumentList = arguments, WorkingDirectory = texts[1], ProcessId = id, Outcome = outcome, Success = truths[0], ExitCode = codes[0],
            ProgramExitCode = codes[1], Signal = kept[2], SignalNumber = codes[2], StandardOutputLength = lengths[0], StandardErrorLength = lengths[1],
            OutputIncomplete = truths[1], StartTime = Shift(start, offset), Duration = times[0], ProcessorTime = times[1], PeakWorkingSet = memory, Orphans = orphans,
            Survivors = survivors, Diagnosis = diagnosis, Containment = containment, ExceededLimit = limit, LastErrorLine = kept[3], Stages = stages,
        };

    // Near the first and the last day there is no other clock to tell the moment by.
    private static DateTimeOffset Shift(DateTimeOffset start, int minutes) =>
        start.Year is > 1 and < 9999 ? start.ToOffset(TimeSpan.FromMinutes(minutes)) : start;

    private static Gen<T?> OrNone<T>(Gen<T> some)
        where T : struct =>
        Gen.Frequency((1, Gen.Constant<T?>(null)), (3, some.Select(static one => (T?)one)));

    private static Gen<string?> OrNull(Gen<string> some) => Gen.Frequency((1, Gen.Constant<string?>(null)), (3, some.Select(static one => (string?)one)));

    private static Gen<T[]> Few<T>(Gen<T> some) => Gen.Choose(0, 3).SelectMany(count => Gen.ArrayOf(some, count));
}
