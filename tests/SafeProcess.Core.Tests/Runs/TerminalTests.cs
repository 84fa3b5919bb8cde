using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

public sealed class TerminalTests
{
    [Fact]
    public async Task A_program_finds_all_its_streams_to_be_terminals_of_the_size_that_was_asked_for()
    {
        var result = await RunAsync(UnrulyProgram.Spec("terminal") with { Terminal = new TerminalSize(97, 31) }, PlainText());
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("True True True 97x31", result.StandardOutput!.Trim());
        Assert.Equal(Outcome.Exited, result.Outcome);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task Without_a_terminal_none_is_one() =>
        Assert.StartsWith("False False False", (await RunAsync(UnrulyProgram.Spec("terminal"))).StandardOutput, StringComparison.Ordinal);

    [Fact]
    public async Task Both_streams_come_as_standard_output()
    {
        var result = await RunAsync(UnrulyProgram.Spec("alternate", "50") with { Terminal = TerminalSize.Default }, PlainText());
        Assert.Equal(Enumerable.Range(1, 50).SelectMany(number => new[] { $"out {number}", $"err {number}" }), Lines(result));
        Assert.Equal("", result.StandardError);
    }

    [Fact]
    public async Task An_answer_to_a_question_at_the_terminal_is_read_and_not_shown()
    {
        var talk = new Conversation(("Password:", "secret\n"));
        var result = await RunAsync(UnrulyProgram.Spec("ask", "Password:") with { Terminal = TerminalSize.Default, Input = talk.Input }, talk.Sink);
        Assert.Equal(["Password:", "got secret"], Lines(result));
    }

    [Fact]
    public async Task What_a_program_wrote_until_it_is_stopped_is_kept()
    {
        var talk = new Conversation(("half", ""));
        using var stop = new CancellationTokenSource();
        var running = RunAsync(UnrulyProgram.Spec("hang", "--out", "half") with { Terminal = TerminalSize.Default, GracePeriod = TimeSpan.Zero }, talk.Sink, cancellation: stop.Token);
        await talk.Heard;
        await stop.CancelAsync();
        var result = await running;
        Assert.Equal(Outcome.Canceled, result.Outcome);
        Assert.Equal("half", result.StandardOutput!.Trim());
        Assert.Empty(result.Orphans);
    }

    [Theory]
    [InlineData(0, 40, "columns and rows")]
    [InlineData(120, 32768, "columns and rows")]
    public void A_size_that_no_terminal_has_is_refused(int columns, int rows, string reason)
    {
        var refused = Assert.Throws<InvalidSpecException>(() => (UnrulyProgram.Spec("terminal") with { Terminal = new TerminalSize(columns, rows) }).Validate());
        Assert.Equal(nameof(ProcessSpec.Terminal), refused.ParamName);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pipeline_has_none()
    {
        var both = UnrulyProgram.Spec("echo") | UnrulyProgram.Spec("terminal") with { Terminal = TerminalSize.Default };
        Assert.Contains("a pipeline", Assert.Throws<InvalidSpecException>(both.Validate).Message, StringComparison.Ordinal);
        var first = UnrulyProgram.Spec("terminal") with { Terminal = TerminalSize.Default } | UnrulyProgram.Spec("echo");
        Assert.Equal(nameof(ProcessSpec.Terminal), Assert.Throws<InvalidSpecException>(first.Validate).ParamName);
    }

    [Fact]
    public void A_file_is_not_typed()
    {
        var spec = UnrulyProgram.Spec("terminal") with { Terminal = TerminalSize.Default, Input = ProcessInput.FromFile("any") };
        Assert.Equal(nameof(ProcessSpec.Input), Assert.Throws<InvalidSpecException>(spec.Validate).ParamName);
    }

    private static OutputSink PlainText() => new(new PlainTextSink(new TextSink()), new TextSink());

    private static IEnumerable<string> Lines(ProcessResult result) =>
        result.StandardOutput!.Split('\n').Select(line => line.TrimEnd('\r', ' ')).Where(line => line.Length > 0);
}
