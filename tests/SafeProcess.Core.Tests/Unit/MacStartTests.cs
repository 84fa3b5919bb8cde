using SafeProcess.Platform.Mac.Limits;
using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Core.Tests.Unit;

/// <summary>What of a start and an end is different on macOS.</summary>
public sealed class MacStartTests
{
    public static TheoryData<string> Limits => ["MemoryLimit", "ProcessLimit", "CpuTimeLimit", "OpenFileLimit", "Priority"];

    [Theory]
    [MemberData(nameof(Limits))]
    public void A_limit_is_refused_by_its_name(string limit)
    {
        var spec = new ProcessSpec("tool");
        var failure = Assert.Throws<StartException>(() => MacLimits.Refuse(limit switch
        {
            "MemoryLimit" => spec with { MemoryLimit = 1 << 30 },
            "ProcessLimit" => spec with { ProcessLimit = 10 },
            "CpuTimeLimit" => spec with { CpuTimeLimit = TimeSpan.FromMinutes(1) },
            "Priority" => spec with { Priority = System.Diagnostics.ProcessPriorityClass.Idle },
            _ => spec with { OpenFileLimit = 100 },
        }));
        Assert.Equal(StartFailure.LimitNotEnforceable, failure.Failure);
        Assert.StartsWith($"'tool' was not started: {limit} cannot be enforced here: ", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Containment.ControlGroup)]
    [InlineData(Containment.JobObject)]
    [InlineData(Containment.Namespace)]
    public void What_cannot_hold_a_tree_there_is_refused(Containment containment)
    {
        var failure = Assert.Throws<StartException>(() => MacLimits.Refuse(new ProcessSpec("tool") { Containment = containment }));
        Assert.Equal(StartFailure.ContainmentNotAvailable, failure.Failure);
        Assert.Contains($"Containment {containment}", failure.Message, StringComparison.Ordinal);
        MacLimits.Refuse(new ProcessSpec("tool") { Containment = Containment.Session });
    }

    [Fact]
    public void Without_limits_nothing_is_refused() => MacLimits.Refuse(new ProcessSpec("tool") { Timeout = TimeSpan.FromMinutes(1) });

    [Theory]
    [InlineData(9, "SIGKILL")]
    [InlineData(15, "SIGTERM")]
    [InlineData(10, "SIGBUS")]
    [InlineData(12, "SIGSYS")]
    [InlineData(16, "SIGURG")]
    [InlineData(19, "SIGCONT")]
    [InlineData(20, "SIGCHLD")]
    [InlineData(24, "SIGXCPU")]
    [InlineData(29, "SIGINFO")]
    [InlineData(31, "SIGUSR2")]
    [InlineData(32, "SIG32")]
    [InlineData(0, "SIG0")]
    public void Signals_have_the_names_of_its_header(int signal, string name) => Assert.Equal(name, SignalNames.OfMac(signal));
}
