using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

public sealed partial class OutcomeTests
{
    [Theory]
    [InlineData(unchecked((int)0xC0000005))]
    [InlineData(unchecked((int)0xC000013A))]
    [InlineData(259)]
    [InlineData(256)]
    [InlineData(int.MaxValue)]
    public async Task An_exit_code_is_told_whole(int code)
    {
        var result = await RunAsync(UnrulyProgram.Spec("exit", $"{code}"));
        Assert.Equal((Outcome.Exited, (int?)code, false), (result.Outcome, result.ExitCode, result.Success));
        Assert.Equal((null, null), (result.Signal, result.SignalNumber));
    }

    [Fact]
    public async Task A_program_ended_from_outside_has_the_exit_code_that_it_was_ended_with()
    {
        using var tree = new Tree();
        var running = RunAsync(tree.Mark(UnrulyProgram.Spec("tree", "plain")), tree.Sink);
        await tree.Line("ready");
        Processes.Kill(tree.Ids.Single());
        var result = await running;
        Assert.Equal((Outcome.Exited, (int?)Processes.ExitCodeOfKilled), (result.Outcome, result.ExitCode));
        Assert.Empty(result.Diagnosis);
    }

    [Fact]
    public async Task Processor_time_is_that_of_the_whole_tree()
    {
        Requires.NotWine("processor times of a job");
        var result = await RunAsync(UnrulyProgram.Spec("burn", "--for", "500"));
        Assert.True(result.ProcessorTime >= TimeSpan.FromMilliseconds(500), $"{result.ProcessorTime}");
    }

    [Fact]
    public async Task Peak_memory_is_that_of_the_whole_tree()
    {
        Requires.NotWine("memory of a job");
        var result = await RunAsync(UnrulyProgram.Spec("allocate", "300"));
        Assert.InRange(result.PeakWorkingSet!.Value, 300_000_000, 1_500_000_000);
    }
}
