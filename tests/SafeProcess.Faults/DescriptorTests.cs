using SafeProcess.Core.Tests.Hosts;
using SafeProcess.Core.Tests.Support;
using SafeProcess.Faults.Hosts;
using SafeProcess.Platform.Unix.Launch;
using SafeProcess.Platform.Unix.Native;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Faults;

/// <summary>No descriptors left.</summary>
public sealed class DescriptorTests
{
    public static TheoryData<string> Steps => new(DescriptorHost.Steps);

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task A_host_whose_descriptors_run_out_at_any_step_of_a_run_keeps_its_promises(string step)
    {
        // Without the thread that compiles methods anew: the runtime would make it at any moment, also when there is no descriptor for it.
        var result = await RunAsync(HostProgram.Spec("descriptors", step) with
        {
            Environment = new Dictionary<string, string?> { ["DOTNET_TieredCompilation"] = "0" },
        });
        Assert.True(result.Success, $"{result}\n{result.StandardOutput}\n{result.StandardError}");
        var lines = result.StandardOutput!.TrimEnd('\n').Split('\n');
        Assert.Equal(14 * Options.Rounds(1), lines.Length);
        // A thread that cannot be made for want of a descriptor looks to the host like one too many.
        var expected = step switch
        {
            "start" => "(TooManyDescriptors|TooManyProcesses|Exited)",
            "orphans" => @"Exited, \d orphans",
            "ladder" => "Canceled",
            _ => "Exited",
        };
        Assert.All(lines, line => Assert.Matches($"^(\\d+ free|enough): {expected}$", line));
        Assert.EndsWith(step switch { "start" => "Exited", "orphans" => "Exited, 2 orphans", _ => "" }, lines[^1], StringComparison.Ordinal);
        if (step == "start")
            Assert.StartsWith("0 free: TooMany", lines[0], StringComparison.Ordinal);
    }

    /// <summary>Only the error is tested: to use up the descriptors of the whole system would be an accident for everything on it.</summary>
    [Fact]
    public void A_system_without_descriptors_is_told_apart_from_a_process_without()
    {
        var spec = new ProcessSpec("true");
        var (system, process) = (Failure(ErrorNumber.ENFILE), Failure(ErrorNumber.EMFILE));
        Assert.Equal((StartFailure.TooManyDescriptors, StartFailure.TooManyDescriptors), (system.Failure, process.Failure));
        Assert.Contains("the system has no file descriptor left", system.Message, StringComparison.Ordinal);
        Assert.Contains("this process has no file descriptor left", process.Message, StringComparison.Ordinal);

        StartException Failure(int error) => LaunchFailure.From(error, spec, "/usr/bin/true", directory: null);
    }
}
