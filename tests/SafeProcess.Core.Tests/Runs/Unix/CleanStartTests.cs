using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using SafeProcess.Core.Tests.Hosts;
using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

/// <summary>Promise 8: the child starts clean. The witnesses are native programs: a runtime would change what is looked at.</summary>
public sealed partial class CleanStartTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_program_leads_a_session_and_a_process_group_of_its_own(bool merged)
    {
        var result = await RunAsync(new("cat", "/proc/self/stat") { MergeStandardError = merged });
        var fields = result.StandardOutput!.Split(' ');
        Assert.Equal(["cat", $"{result.ProcessId}", $"{result.ProcessId}"], [fields[1].Trim('(', ')'), fields[4], fields[5]]);
        Assert.Equal($"{Environment.ProcessId}", fields[3]);
        // No controlling terminal.
        Assert.Equal("0", fields[6]);
    }

    [Fact]
    public async Task Signal_dispositions_are_the_default_and_the_mask_is_empty_whatever_the_host_does()
    {
        // The runtime ignores SIGPIPE in every .NET host.
        Assert.NotEqual(0UL, Mask(await File.ReadAllTextAsync("/proc/self/status", TestContext.Current.CancellationToken), "SigIgn"));
        using var handled = PosixSignalRegistration.Create((PosixSignal)Native.SIGUSR1, context => context.Cancel = true);

        var blocked = Native.SignalSet.Of(Native.SIGUSR2);
        Task<ProcessResult> running;
        _ = Native.ChangeSignalMask(Native.SIG_BLOCK, blocked, out var before);
        try
        {
            // The start is on this thread: its mask is what a child would inherit.
            running = RunAsync(new("cat", "/proc/self/status"));
        }
        finally
        {
            _ = Native.ChangeSignalMask(Native.SIG_SETMASK, before, out _);
        }

        var status = (await running).StandardOutput!;
        Assert.Equal((0UL, 0UL, 0UL), (Mask(status, "SigBlk"), Mask(status, "SigCgt"), Mask(status, "SigPnd")));
        Assert.Equal(0UL, Mask(status, "SigIgn"));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Only_descriptors_0_1_and_2_are_open_also_when_the_host_holds_others_that_would_be_inherited(bool merged, bool input)
    {
        int[] leaky = [Native.Duplicate(0), Native.Duplicate(1), Native.Duplicate(2)];
        try
        {
            Assert.All(leaky, descriptor => Assert.True(descriptor > 2));
            var spec = new ProcessSpec("ls", "-l", "/proc/self/fd")
            {
                MergeStandardError = merged,
                Input = input ? ProcessInput.FromText("x") : ProcessInput.Empty,
            };
            var open = DescriptorLine().Matches((await RunAsync(spec)).StandardOutput!)
                .Where(match => !match.Groups["target"].Value.EndsWith("/fd", StringComparison.Ordinal))
                .Select(match => int.Parse(match.Groups["descriptor"].Value, CultureInfo.InvariantCulture));
            Assert.Equal([0, 1, 2], open.Order());
        }
        finally
        {
            Array.ForEach(leaky, descriptor => Native.Close(descriptor));
        }
    }

    [Fact]
    public async Task Without_input_descriptor_0_is_dev_null() =>
        Assert.Equal("/dev/null\n", (await RunAsync(new("readlink", "/proc/self/fd/0"))).StandardOutput);

    [Fact]
    public async Task The_program_s_own_ends_of_the_pipes_block_as_programs_expect()
    {
        var result = await RunAsync(new("sh", "-c", "cat /proc/self/fdinfo/0 /proc/self/fdinfo/1 /proc/self/fdinfo/2") { Input = ProcessInput.FromText("x") });
        var flags = result.StandardOutput!.Split('\n').Where(line => line.StartsWith("flags:", StringComparison.Ordinal)).ToList();
        Assert.Equal(3, flags.Count);
        // O_NONBLOCK is 04000 in the octal of fdinfo.
        Assert.All(flags, line => Assert.Equal(0, Convert.ToInt32(line.Split('\t')[1], 8) & 2048));
    }

    [Fact]
    public async Task A_broken_pipe_ends_a_program_by_SIGPIPE_as_in_a_shell()
    {
        var result = await RunAsync(new("sh", "-c", "yes | head -1 > /dev/null; kill -l 13"));
        Assert.True(result.Success);
        result = await RunAsync(new("bash", "-c", "yes | head -1 >/dev/null; echo ${PIPESTATUS[0]}"));
        Assert.Equal("141\n", result.StandardOutput);
    }

    [Fact]
    public async Task The_limits_are_the_host_s_but_for_the_run_s_mark()
    {
        var result = await RunAsync(new("cat", "/proc/self/limits"));
        var own = await File.ReadAllTextAsync("/proc/self/limits", TestContext.Current.CancellationToken);
        var parent = await File.ReadAllTextAsync($"/proc/{Field(await File.ReadAllTextAsync("/proc/self/status", TestContext.Current.CancellationToken), "PPid")}/limits", TestContext.Current.CancellationToken);
        Assert.Equal(WithoutMark(own), WithoutMark(result.StandardOutput!).Select(line => Line(parent, "Max open files") == line ? Line(own, "Max open files") : line));
    }

    [Fact]
    public async Task The_soft_limit_on_descriptors_is_that_of_who_started_the_host_and_not_what_the_runtime_made_of_it()
    {
        // The limit is given back to a program that may run already.
        const string Script = "until [ \"$(ulimit -Sn)\" = 256 ]; do sleep 0.01; done; ulimit -Sn; ulimit -Hn";
        var result = await RunAsync(new("sh", "-c", "ulimit -Sn 256; ulimit -Hn; \"$@\"; exit $?", "sh", HostProgram.FilePath, HostProgram.Switch, "pass", "sh", "-c", Script));
        var lines = result.StandardOutput!.Split('\n');
        Assert.Equal([lines[0], "256", lines[0], ""], lines);
    }

    private static IEnumerable<string> WithoutMark(string limits) =>
        limits.Split('\n').Where(line => !line.StartsWith("Max file locks", StringComparison.Ordinal));

    private static string Line(string limits, string name) => limits.Split('\n').Single(line => line.StartsWith(name, StringComparison.Ordinal));

    private static string Field(string status, string name) => Line(status, name).Split('\t')[1];

    private static ulong Mask(string status, string name) =>
        ulong.Parse(status.Split('\n').Single(line => line.StartsWith(name, StringComparison.Ordinal)).Split('\t')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    [GeneratedRegex(@" (?<descriptor>\d+) -> (?<target>\S+)")]
    private static partial Regex DescriptorLine();
}
