using System.Globalization;
using SafeProcess.Core.Tests.Hosts;
using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

public sealed partial class OutcomeTests
{
    [Theory]
    [InlineData("SIGHUP", 1)]
    [InlineData("SIGINT", 2)]
    [InlineData("SIGQUIT", 3)]
    [InlineData("SIGABRT", 6)]
    [InlineData("SIGKILL", 9)]
    [InlineData("SIGUSR1", 10)]
    [InlineData("SIGSEGV", 11)]
    [InlineData("SIGPIPE", 13)]
    [InlineData("SIGTERM", 15)]
    public async Task A_program_that_a_signal_ended_has_no_exit_code_and_the_signal_is_named(string name, int number)
    {
        var result = await RunAsync(UnrulyProgram.Spec("die", name, "--out", "partial", "--err", "last words\n"));
        Assert.Equal((Outcome.Signaled, (int?)null, false), (result.Outcome, result.ExitCode, result.Success));
        Assert.Equal((name, (int?)number), (result.Signal, result.SignalNumber));
        Assert.Equal(("partial", "last words\n"), (result.StandardOutput, result.StandardError));
    }

    [Fact]
    public async Task A_real_time_signal_has_a_name_as_well()
    {
        var result = await RunAsync(new("bash", "-c", "kill -36 $$"));
        Assert.Equal((Outcome.Signaled, (int?)36), (result.Outcome, result.SignalNumber));
        Assert.Equal("SIGRTMIN+2", result.Signal);
    }

    [Fact]
    public async Task A_program_killed_from_outside_is_told_as_signaled()
    {
        using var tree = new Tree();
        var running = RunAsync(tree.Mark(UnrulyProgram.Spec("tree", "plain")), tree.Sink);
        await tree.Line("ready");
        Native.Kill(tree.Ids.Single(), Native.SIGKILL);
        var result = await running;
        Assert.Equal((Outcome.Signaled, "SIGKILL"), (result.Outcome, result.Signal));
        Assert.Empty(result.Diagnosis);
    }

    [Fact]
    public async Task Processor_time_is_the_program_s_own_and_that_of_children_it_waited_for()
    {
        var idle = await RunAsync(new("sleep", "0.3"));
        Assert.InRange(idle.ProcessorTime, TimeSpan.Zero, TimeSpan.FromMilliseconds(200));
        var busy = await RunAsync(new("sh", "-c", "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; true"));
        Assert.True(busy.ProcessorTime > TimeSpan.FromMilliseconds(20), $"{busy.ProcessorTime}");
        var parent = await RunAsync(new("sh", "-c", "sh -c 'i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done'; true"));
        Assert.True(parent.ProcessorTime > TimeSpan.FromMilliseconds(20), $"{parent.ProcessorTime}");
    }

    [Fact]
    public async Task Peak_memory_is_told_in_bytes_when_it_was_more_than_the_host_held()
    {
        // In a host that holds little, and that a shell forks: this one has held whole outputs of other tests, and what it starts
        // itself inherits its peak.
        static ProcessSpec Host(params string[] command) =>
            new("sh", ["-c", "\"$@\"; exit $?", "sh", HostProgram.FilePath, HostProgram.Switch, "peak", .. command]);
        var result = await RunAsync(Host("sh", "-c", "head -c 300M /dev/zero | tail -n 1 | wc -c"));
        Assert.InRange(long.Parse(result.StandardOutput!, CultureInfo.InvariantCulture), 300_000_000, 1_500_000_000);
        result = await RunAsync(Host("true"));
        Assert.Equal("\n", result.StandardOutput);
    }
}
