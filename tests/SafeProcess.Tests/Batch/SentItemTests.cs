using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text;
using SafeProcess.Commands;

namespace SafeProcess.Tests.Batch;

/// <summary>What a batch and its sessions write to each other.</summary>
public sealed class SentItemTests
{
    [Fact]
    public void All_that_is_to_be_run_arrives()
    {
        var file = new StreamTarget("out file", Append: true, Typed(">> 'out file'"));
        var call = new ItemCall(42, [
            new CalledStage("first", [new CalledArgument("a\nb"), new CalledArgument("--key=secret", 6), new CalledArgument("")]) { Extent = Typed("first"), IsLastArgumentRaw = true },
            new CalledStage("./second", []) { Streams = new StageStreams { IsMerged = true, Output = file, Error = new StreamTarget(null, Append: false, Typed("2> $null")) } },
        ])
        {
            WorkingDirectory = "~/there",
            Environment = new CalledEnvironment(new Dictionary<string, string?> { ["B"] = null, ["A"] = "ü\u2028\"" }, ["A"]),
            Timeout = TimeSpan.FromTicks(1),
            Input = new byte[] { 0, 255, 10 },
            Files = new ItemFiles([], ["back", "ü/🦊"], ""),
        };

        var arrived = SentItem.Read(Line(call));

        Assert.Equal(Line(call), Line(arrived));
        Assert.Equal(42, arrived.Index);
        Assert.Equal(["first", "./second"], arrived.Stages.Select(static stage => stage.FilePath));
        Assert.Equal(call.Stages[0].Arguments, arrived.Stages[0].Arguments);
        Assert.Equal((true, "first"), (arrived.Stages[0].IsLastArgumentRaw, arrived.Stages[0].Extent?.Text));
        Assert.Null(arrived.Stages[1].Extent);
        Assert.True(arrived.Stages[1].Streams.IsMerged);
        Assert.Equal(("out file", true, ">> 'out file'"), (arrived.Stages[1].Streams.Output!.Path, arrived.Stages[1].Streams.Output!.Append, arrived.Stages[1].Streams.Output!.Where.Text));
        Assert.Equal((null, false), (arrived.Stages[1].Streams.Error!.Path, arrived.Stages[1].Streams.Error!.Append));
        Assert.Equal("~/there", arrived.WorkingDirectory);
        Assert.Equal([("A", "ü\u2028\""), ("B", null)], arrived.Environment.Variables.Select(static variable => (variable.Key, variable.Value)));
        Assert.Equal(["A"], arrived.Environment.Secrets);
        Assert.Equal(TimeSpan.FromTicks(1), arrived.Timeout);
        Assert.Equal([0, 255, 10], arrived.Input.ToArray());
        Assert.Equal(["back", "ü/🦊"], arrived.Files!.Returns);
        Assert.Null(SentItem.Read(Line(call with { Files = null })).Files);
        Assert.Empty(SentItem.Read(Line(call with { Files = new ItemFiles([], [], "") })).Files!.Returns);
    }

    [Fact]
    public void A_part_of_a_file_arrives_either_way()
    {
        var part = new SentPart { Name = "ü/\"\n🦊", Traits = new FileTraits(123, 7), GoesOn = true, Data = new byte[] { 0, 255 } };

        Assert.True(SentLine.IsPart(SentLine.Part(42, part), out var index, out var there));
        var back = SentEnd.Read(SentEnd.PartOf(42, part));

        Assert.Equal((42, 42), (index, back.Number));
        Assert.All([there, back.Part!], arrived =>
        {
            Assert.Equal((part.Name, part.Traits, true, false), (arrived.Name, arrived.Traits, arrived.GoesOn, arrived.IsFolder));
            Assert.Equal([0, 255], arrived.Data.ToArray());
        });
        Assert.DoesNotContain('\n', SentLine.Part(42, part));
    }

    [Fact]
    public void What_is_sent_besides_items_and_parts_is_told_from_them()
    {
        var item = new ItemCall(3, [new CalledStage("true", [])]);
        string[] lines = [SentLine.Stop, SentLine.Back(4), SentLine.Took(5), SentLine.Drop(6), SentLine.Item(item), SentItem.WriteLine(item), SentLine.Part(7, new SentPart())];

        Assert.Equal([null, 4, null, null, null, null, null], lines.Select(SentLine.AsksBack));
        Assert.Equal([null, null, 5, null, null, null, null], lines.Select(SentLine.SaysTook));
        Assert.Equal([null, null, null, 6L, null, null, null], lines.Select(SentLine.SaysDrop));
        Assert.Equal([false, false, false, false, true, false, false], lines.Select(static line => SentLine.IsItem(line, out _, out _)));
        Assert.Equal([false, false, false, false, false, false, true], lines.Select(static line => SentLine.IsPart(line, out _, out _)));
        Assert.True(SentLine.IsItem(lines[4], out var index, out var whole));
        Assert.Equal((3, lines[5]), (index, whole));
        Assert.Equal(new SentEnd(SentEndKind.Took, 8, null, null), SentEnd.Read(SentEnd.Took(8)));
    }

    [Fact]
    public void An_item_is_one_line_whatever_is_in_it() =>
        Assert.DoesNotContain('\n', Line(new ItemCall(0, [new CalledStage("a\nb", [new CalledArgument("c\r\nd")])])));

    [Fact]
    public void A_plain_item_takes_few_bytes() =>
        Assert.True(Line(new ItemCall(7, [new CalledStage("true", [])])).Length < 80, Line(new ItemCall(7, [new CalledStage("true", [])])));

    [Theory]
    [InlineData("""{"FilePath":"/bin/true","Outcome":"Exited"}""")]
    [InlineData("""{"FilePath":"/bin/true","ArgumentList":[""],"WorkingDirectory":"/","ProcessId":7,"Outcome":"Exited","Success":true,"ExitCode":0,"ProgramExitCode":0,"StandardOutput":"","StandardError":""}""")]
    [InlineData("""{"FilePath":"ü \"\\","ArgumentList":["a\nb"],"Outcome":"Signaled","ProgramExitCode":3,"Signal":"SIGSEGV","SignalNumber":11,"StandardOutput":"\u001b😀","StandardOutputLength":5,"OutputIncomplete":true,"StartTime":"2026-11-27T01:02:03.4567891+02:00","Duration":0.0000001,"PeakWorkingSet":0,"Orphans":[{"Id":9,"ParentId":1,"Name":"x","State":"S"}],"Containment":"ControlGroup","ExceededLimit":"Memory","LastErrorLine":"","Stages":[{"FilePath":"y","ArgumentList":[],"ExitCode":0}]}""")]
    public void A_result_arrives_as_it_was(string json)
    {
        var result = ProcessResult.FromJson(json);

        var line = SentEnd.Write(new BatchEnd(Item, result, null), null);
        var end = SentEnd.Read(line);

        Assert.Equal((SentEndKind.Result, 5), (end.Kind, end.Number));
        Assert.Equal(result.ToJson(), end.Result!.ToJson());
        Assert.Null(end.Failure);
        Assert.DoesNotContain('\n', line);
    }

    [Fact]
    public void A_plain_result_takes_few_bytes()
    {
        var line = SentEnd.Write(new BatchEnd(Item, FakeRunner.Result(Outcome.Exited, 0), null), null);

        Assert.True(line.Length < 200, line);
    }

    [Fact]
    public void A_failure_keeps_its_id_its_category_its_words_and_its_run()
    {
        var result = FakeRunner.Result(Outcome.Canceled, 0);
        var failure = new SessionItemException("the disk\nis full", "OutputFailed", ErrorCategory.WriteError, 125, isTransient: true, result);
        var error = new ErrorRecord(failure, failure.ErrorId, failure.Category, null);

        var arrived = SentEnd.Read(SentEnd.Write(new BatchEnd(Item, result, failure), error)).Failure!;

        Assert.Equal(("the disk\nis full", "OutputFailed", ErrorCategory.WriteError, 125, true), (arrived.Message, arrived.ErrorId, arrived.Category, arrived.ExitCode, arrived.IsTransient));
        Assert.Equal(result.ToJson(), arrived.Result!.ToJson());
    }

    [Fact]
    public void An_item_that_was_not_run_and_a_session_that_is_ready_are_told()
    {
        Assert.Equal(new SentEnd(SentEndKind.NotRun, 5, null, null), SentEnd.Read(SentEnd.Write(BatchEnd.NotRun(Item), null)));
        Assert.Equal(new SentEnd(SentEndKind.Ready, 8, null, null), SentEnd.Read(SentEnd.Ready(8)));
        Assert.Equal(
            [new SentEnd(SentEndKind.GivenBack, 5, null, null), new SentEnd(SentEndKind.Gave, 1, null, null)], SentEnd.GiveBack([Item]).Split('\n').Select(SentEnd.Read));
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("R")]
    [InlineData("R x {}")]
    [InlineData("R 1")]
    [InlineData("R 1 {}")]
    [InlineData("R -1 {}")]
    [InlineData("F 1 {")]
    [InlineData("F 1 null")]
    [InlineData("X 1")]
    [InlineData("S 1 more")]
    [InlineData("P 1")]
    [InlineData("P 1 {")]
    [InlineData("P 1 null")]
    [InlineData("P 1 {\"Name\":\"x\"}")]
    public void What_is_no_such_line_is_said_to_be_none(string line) => Assert.Throws<FormatException>(() => SentEnd.Read(line));

    private static BatchItem Item { get; } = new(5, "five", null);

    private static string Line(ItemCall call) => Encoding.UTF8.GetString(SentItem.Write(call));

    private static IScriptExtent Typed(string text) => Parser.ParseInput(text, out _, out _).Extent;
}
