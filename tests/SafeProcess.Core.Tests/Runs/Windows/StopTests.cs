using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

public sealed partial class StopTests
{
    [Theory]
    [InlineData(StopSignal.SIGTERM)]
    [InlineData(StopSignal.SIGQUIT)]
    public async Task The_handlers_last_words_at_the_stop_signal_are_kept(StopSignal signal)
    {
        Requires.NotWine("CTRL_BREAK");
        var (result, _) = await StoppedAsync(
            ["farewell", "farewell, all\n", "7"], spec => spec with { StopSignal = signal, GracePeriod = TimeSpan.FromSeconds(50) });
        Assert.Equal("ready\nfarewell, all\n", result.StandardOutput);
        Assert.Equal((Outcome.Canceled, null, null, false), (result.Outcome, result.ExitCode, result.Signal, result.Success));
    }

    [Theory]
    [InlineData(StopSignal.SIGHUP)]
    [InlineData(StopSignal.SIGINT)]
    public async Task A_stop_signal_that_Windows_has_no_notion_of_is_an_error_before_the_start(StopSignal signal)
    {
        using var folder = new TempFolder();
        var log = new EventLog();
        var spec = UnrulyProgram.Spec("touch", folder.File("started")) with { StopSignal = signal };
        var failure = await Assert.ThrowsAnyAsync<ArgumentException>(() => RunAsync(spec, events: log));
        Assert.Equal(nameof(ProcessSpec.StopSignal), failure.ParamName);
        Assert.Contains($"{signal}", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"{StopSignal.SIGTERM}", failure.Message, StringComparison.Ordinal);
        Assert.Empty(log.Events);
        Assert.False(File.Exists(folder.File("started")));
    }
}
