using SafeProcess.Core.Tests.Hosts;
using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

/// <summary>Hosts that run out of something, each a process of its own.</summary>
public sealed partial class ScarcityTests
{
    public static TheoryData<int> FewDescriptors => new(Enumerable.Range(0, 14));

    [Theory]
    [MemberData(nameof(FewDescriptors))]
    public async Task A_host_without_descriptors_is_told_so_and_runs_again_when_it_has_some(int free)
    {
        var result = await RunAsync(FewDescriptorsHost(free));
        Assert.Equal("", result.StandardError);
        var lines = result.StandardOutput!.TrimEnd('\n').Split('\n');
        // A thread that cannot be made for want of a descriptor looks to the host like one too many.
        Assert.All(lines[..^1], line => Assert.Matches("^limited: (TooManyDescriptors|TooManyProcesses|Exited 0); then: Exited 0$", line));
        Assert.Equal("children: 0; descriptors more: 0", lines[^1]);
    }

    [Theory]
    [InlineData(0, "limited: TooManyDescriptors; then: Exited 0")]
    [InlineData(3, "limited: TooManyDescriptors; then: Exited 0")]
    [InlineData(40, "limited: Exited 0; then: Exited 0")]
    public async Task A_host_with_enough_descriptors_is_told_nothing_and_one_with_too_few_is(int free, string line)
    {
        var result = await RunAsync(FewDescriptorsHost(free));
        Assert.All(result.StandardOutput!.Split('\n')[..^2], seen => Assert.Equal(line, seen));
    }

    [Fact]
    public async Task A_user_without_processes_is_told_so_and_runs_again_when_there_are_some()
    {
        var lines = (await OtherUser.HostAsync("no-processes")).Split('\n');
        Assert.Equal([.. Enumerable.Repeat("limited: TooManyProcesses; then: Exited 0", 10), "children: 0; descriptors more: 0"], lines);
    }

    [Fact]
    public async Task A_host_whose_current_directory_is_gone_is_told_so_and_can_run_elsewhere()
    {
        var result = await RunAsync(HostProgram.Spec("lost-directory"));
        Assert.Equal(
            ["WorkingDirectoryNotFound", "Exited 0", "WorkingDirectoryNotFound", "WorkingDirectoryNotFound", "WorkingDirectoryNotFound", "Exited 0", "CommandNotFound", "path", ""],
            result.StandardOutput!.Split('\n'));
    }

    [Fact]
    public async Task A_host_with_closed_standard_streams_gives_its_programs_all_three()
    {
        using var folder = new TempFolder();
        var result = await RunAsync(new("sh", "-c", "exec \"$@\" <&- >&- 2>&-", "sh", HostProgram.FilePath, HostProgram.Switch, "closed-streams", folder.File("seen")));
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("Exited in\nout\nerr\n", await File.ReadAllTextAsync(folder.File("seen"), TestContext.Current.CancellationToken));
    }

    /// <summary>Without the thread that compiles methods anew: the runtime would make it at any moment, also when there is no descriptor for it.</summary>
    private static ProcessSpec FewDescriptorsHost(int free) => HostProgram.Spec("few-descriptors", $"{free}") with
    {
        Environment = new Dictionary<string, string?> { ["DOTNET_TieredCompilation"] = "0" },
    };
}
