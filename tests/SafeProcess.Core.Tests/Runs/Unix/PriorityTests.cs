using System.Diagnostics;
using SafeProcess.Core.Tests.Hosts;
using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

/// <summary>The whole tree has its priority from the program's first instruction, or the program does not start.</summary>
public sealed class PriorityTests
{
    // The fields behind the name: state and 16 more, of which the last is the nice value (proc(5)).
    private const string Nice = "sed 's/.*) //' /proc/self/stat | cut -d ' ' -f 17";

    [Theory]
    [InlineData(ProcessPriorityClass.Idle, 19)]
    [InlineData(ProcessPriorityClass.BelowNormal, 10)]
    [InlineData(ProcessPriorityClass.Normal, 0)]
    public async Task A_program_and_its_children_have_it(ProcessPriorityClass priority, int nice) =>
        Assert.Equal($"{nice}\n{nice}\n", (await RunAsync(new("sh", "-c", $"{Nice}; sh -c \"$0\"", Nice) { Priority = priority })).StandardOutput);

    [Theory]
    [InlineData(ProcessPriorityClass.AboveNormal, -6)]
    [InlineData(ProcessPriorityClass.High, -11)]
    [InlineData(ProcessPriorityClass.RealTime, -19)]
    public async Task Root_may_raise_it(ProcessPriorityClass priority, int nice)
    {
        Assert.SkipUnless(Native.UserId() == 0, "only root may raise a priority");
        Assert.Equal($"{nice}\n", (await RunAsync(new("sh", "-c", Nice) { Priority = priority })).StandardOutput);
    }

    [Fact]
    public async Task All_programs_of_a_pipeline_have_it()
    {
        var tell = new ProcessSpec("sh", "-c", $"{Nice}; cat");
        Assert.Equal("10\n10\n", (await RunAsync(tell | tell with { Priority = ProcessPriorityClass.BelowNormal })).StandardOutput);
    }

    [Fact]
    public async Task Without_it_a_program_has_the_host_s() =>
        Assert.Equal((await RunAsync(new("sh", "-c", Nice))).StandardOutput, await File.ReadAllTextAsync("/proc/self/stat", TestContext.Current.CancellationToken) is var own
            ? own[(own.LastIndexOf(')') + 2)..].Split(' ')[16] + "\n" : null);

    [Fact]
    public async Task A_user_who_may_not_raise_it_is_told_so() =>
        Assert.Matches("^StartFailure: LimitNotEnforceable .*Priority.*RLIMIT_NICE", await OtherUser.HostAsync("priority", "High"));

    [Fact]
    public void A_value_that_is_none_is_refused() =>
        Assert.Equal("Priority", Assert.Throws<InvalidSpecException>(() => new ProcessSpec("true") { Priority = (ProcessPriorityClass)5 }.Validate()).ParamName);
}
