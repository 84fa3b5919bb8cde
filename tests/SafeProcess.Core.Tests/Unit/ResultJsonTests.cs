using System.Collections;
using System.Text;
using SafeProcess.Core.Tests.Support;

namespace SafeProcess.Core.Tests.Unit;

/// <summary>What is read back from the JSON of a result, and what is refused.</summary>
public sealed class ResultJsonTests
{
    private const string Least = """{"FilePath":"/bin/true","Outcome":"Exited"}""";

    [Fact]
    public void A_result_with_no_property_at_its_default_comes_back_equal()
    {
        AssertNoDefault(_full, nameof(ProcessResult));
        SameResult.Assert(_full, ProcessResult.FromJson(_full.ToJson()));
    }

    [Fact]
    public void A_length_of_time_keeps_every_tick()
    {
        foreach (var ticks in (long[])[1, 3, 5_932_401, 10_000_001, long.MaxValue, long.MaxValue - 1, long.MinValue])
            Assert.Equal(ticks, ProcessResult.FromJson(With(duration: new TimeSpan(ticks)).ToJson()).Duration.Ticks);
    }

    [Fact]
    public void A_length_of_time_as_earlier_versions_wrote_it_is_read_to_the_nearest_tick()
    {
        Assert.Equal(5_932_400, Read("\"Duration\":0.59324").Duration.Ticks);
        Assert.Equal(1, Read("\"Duration\":1E-07").Duration.Ticks);
    }

    [Fact]
    public void The_message_of_a_pipeline_names_the_same_stage()
    {
        var result = new ProcessResult(OutputSink.Discard())
        {
            FilePath = "/bin/c", Outcome = Outcome.Exited, ExitCode = 3,
            Stages = [Stage("/bin/a", success: false), Stage("/bin/b", success: false), Stage("/bin/c", success: true)],
        };

        Assert.Contains("'b' (stage 2 of 3)", ProcessResult.FromJson(result.ToJson()).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_missing_has_its_default()
    {
        var result = ProcessResult.FromJson(Least);

        Assert.Equal(("/bin/true", Outcome.Exited, "", 0, false), (result.FilePath, result.Outcome, result.WorkingDirectory, result.ProcessId, result.Success));
        Assert.Null(result.StandardOutput);
        Assert.Empty(result.ArgumentList);
        Assert.Empty(result.Diagnosis);
        Assert.Empty(result.Stages);
        Assert.Equal(default, result.StartTime);
    }

    [Fact]
    public void What_a_result_does_not_have_is_skipped() =>
        Assert.Equal("/bin/true", Read("\"NewSinceThen\":{\"a\":[1,{}]},\"filepath\":7").FilePath);

    [Fact]
    public void The_last_of_two_properties_of_one_name_counts() => Assert.Equal("/bin/false", Read("\"FilePath\":\"/bin/false\"").FilePath);

    [Fact]
    public void Half_of_a_character_comes_back_as_the_character_for_what_is_none() =>
        Assert.Equal("a\uFFFDb", ProcessResult.FromJson(With(lastLine: "a\ud800b").ToJson()).LastErrorLine);

    [Theory]
    [InlineData("", "JSON")]
    [InlineData("null", "It is null")]
    [InlineData("[]", "JSON value could not be converted")]
    [InlineData("{}", "It has no FilePath")]
    [InlineData("""{"FilePath":"a"}""", "It has no Outcome")]
    [InlineData("""{"Outcome":"Exited"}""", "It has no FilePath")]
    [InlineData("""{"FilePath":"a","Outcome":"Vanished"}""", "$.Outcome")]
    [InlineData("""{"FilePath":"a","Outcome":77}""", "77 is no Outcome")]
    [InlineData("""{"FilePath":"a","Outcome":"77"}""", "77 is no Outcome")]
    [InlineData("""{"FilePath":"a","Outcome":"Exited","Containment":77}""", "77 is no Containment")]
    [InlineData("""{"FilePath":"a","Outcome":"Exited","ExceededLimit":-1}""", "-1 is no ExceededLimit")]
    [InlineData("""{"FilePath":"a","Outcome":"Exited","ProcessId":"1"}""", "$.ProcessId")]
    [InlineData("""{"FilePath":"a","Outcome":"Exited","ArgumentList":[null]}""", "ArgumentList has an item that is null")]
    [InlineData("""{"FilePath":"a","Outcome":"Exited","Orphans":[null]}""", "Orphans has an item that is null")]
    [InlineData("""{"FilePath":"a","Outcome":"Exited","Stages":[{}]}""", "It has no FilePath")]
    [InlineData("""{"FilePath":"a","Outcome":"Exited","Duration":1e20}""", "longer than a TimeSpan")]
    [InlineData("""{"FilePath":"a","Outcome":"Exited","Signal":"\ud800"}""", "$.Signal")]
    [InlineData("""{"FilePath":"a","Outcome":"Exited"}{}""", "'{' is invalid after a single JSON value")]
    public void What_is_no_result_is_refused_with_the_reason(string text, string reason)
    {
        var refused = Assert.Throws<FormatException>(() => ProcessResult.FromJson(text));

        Assert.StartsWith("The text is no result of a run. ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Equal(refused.Message, Assert.Throws<FormatException>(() => ProcessResult.FromJson(Encoding.UTF8.GetBytes(text))).Message);
    }

    [Fact]
    public void The_reason_changes_no_terminal_and_is_one_short_line_whatever_the_properties_are_called()
    {
        var name = string.Concat(Enumerable.Repeat(@"\u001b[2J\n", 1000));
        var refused = Assert.Throws<FormatException>(() => ProcessResult.FromJson($"{{\"{name}\":nonsense}}"));

        Assert.DoesNotContain(refused.Message, char.IsControl);
        Assert.InRange(refused.Message.Length, 1, 600);
    }

    [Fact]
    public void No_text_is_an_error_of_the_caller() => Assert.Throws<ArgumentNullException>(static () => ProcessResult.FromJson((string)null!));

    [Fact]
    public async Task The_result_of_a_real_pipeline_that_was_stopped_comes_back_equal()
    {
        var spec = (UnrulyProgram.Spec("exit", "3", "--out", "é", "--err", "bad\n") | UnrulyProgram.Spec("hang")) with { Timeout = TimeSpan.FromSeconds(1), GracePeriod = TimeSpan.Zero };
        var result = await new ProcessRunner().RunAsync(spec, OutputSink.Text());

        Assert.NotEmpty(result.Diagnosis);
        SameResult.Assert(result, ProcessResult.FromJson(result.ToJson()));
    }

    private static readonly TreeMember _member = new(5, 6, "name", 'D');

    private static readonly ProcessResult _full = new(new OutputSink(new KeptText("out\n"), new KeptText("err\n")))
    {
        FilePath = "/bin/x", ArgumentList = ["-a", "b c"], WorkingDirectory = "/tmp", ProcessId = 7, Outcome = Outcome.TimedOut, Success = true, ExitCode = 1, ProgramExitCode = 2,
        Signal = "SIGKILL", SignalNumber = 9, StandardOutputLength = 4, StandardErrorLength = 5, OutputIncomplete = true,
        StartTime = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 6, TimeSpan.FromHours(2)), Duration = TimeSpan.FromTicks(12_345_678), ProcessorTime = TimeSpan.FromTicks(1),
        PeakWorkingSet = 8, Orphans = [_member], Survivors = [_member],
        Diagnosis = [new ProcessSnapshot(_member) { ProcessorTime = TimeSpan.FromTicks(1), WorkingSet = 9, CommandLine = "/bin/x", WaitsOn = "sleep" }],
        Containment = Containment.Namespace, ExceededLimit = ResourceLimit.CpuTime, LastErrorLine = "err",
        Stages = [Stage("/bin/a", success: true), Stage("/bin/x", success: true)],
    };

    private static StageResult Stage(string path, bool success) => new(new KeptText("err\n"))
    {
        FilePath = path, ArgumentList = ["c"], WorkingDirectory = "/", ProcessId = 8, Success = success, ExitCode = 3, Signal = "SIGPIPE", SignalNumber = 13, StandardErrorLength = 4,
        LastErrorLine = "err", ProcessorTime = TimeSpan.FromTicks(2), PeakWorkingSet = 10,
    };

    private static ProcessResult With(TimeSpan duration = default, string? lastLine = null) =>
        new(OutputSink.Discard()) { FilePath = "/bin/true", WorkingDirectory = "/", Duration = duration, LastErrorLine = lastLine };

    private static ProcessResult Read(string property) => ProcessResult.FromJson(Least.TrimEnd('}') + "," + property + "}");

    /// <summary>So that a property which nobody reads back cannot be forgotten here.</summary>
    private static void AssertNoDefault(object value, string place)
    {
        var type = value.GetType();
        if (value is not string and IEnumerable list)
        {
            Assert.NotEmpty(list);
            foreach (var item in list)
                AssertNoDefault(item!, place);
        }
        else if (SameResult.IsPart(type))
        {
            foreach (var property in SameResult.Properties(type))
            {
                var held = property.GetValue(value);
                Assert.True(held is not null, $"{place}.{property.Name} is null.");
                AssertNoDefault(held, $"{place}.{property.Name}");
            }
        }
        else if (type.IsValueType)
        {
            Assert.False(value.Equals(Activator.CreateInstance(type)), $"{place} has its default.");
        }
    }
}
