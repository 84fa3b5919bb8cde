using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Looking;

namespace SafeProcess.Core.Tests.Runs;

/// <summary>What the result says of the tree as it stood when the ladder began.</summary>
public sealed class DiagnosisTests
{
    private const string Secret = "correct-horse";

    [Fact]
    public async Task Each_process_is_told_with_its_parent_its_program_and_what_it_waits_on()
    {
        var result = await StopOnceTheyWaitAsync(new("sh", "-c", "sleep 120; :"), "wait for a child", "sleep");

        Assert.Equal(2, result.Diagnosis.Count);
        var (shell, sleep) = (result.Diagnosis[0], result.Diagnosis[1]);
        Assert.Equal((result.ProcessId, Environment.ProcessId, "sh", 'S', "wait for a child"), (shell.Id, shell.ParentId, shell.Name, shell.State, shell.WaitsOn));
        Assert.Equal((shell.Id, "sleep", 'S', "sleep"), (sleep.ParentId, sleep.Name, sleep.State, sleep.WaitsOn));
        Assert.Equal(RealPath(result.FilePath), shell.CommandLine);
        Assert.EndsWith("/sleep", sleep.CommandLine, StringComparison.Ordinal);
        Assert.All(result.Diagnosis, one => Assert.InRange(one.WorkingSet!.Value, 4096, 100 << 20));
        Assert.All(result.Diagnosis, one => Assert.InRange(one.ProcessorTime!.Value, TimeSpan.Zero, result.Duration));
    }

    [Fact]
    public async Task A_program_that_waits_for_input_is_told_to_read_its_pipe()
    {
        var never = new TaskCompletionSource();
        var spec = new ProcessSpec("sh", "-c", "read line") { Input = ProcessInput.FromChunks(NothingUntil(never.Task)) };
        await StopOnceAsync(spec, seen => seen.Any(one => one.WaitsOn == "read of descriptor 0 (pipe)"), beforeEnd: never.SetResult);
    }

    [Fact]
    public async Task A_program_that_a_slow_reader_holds_back_is_told_to_write_to_its_pipe()
    {
        var slow = new TaskCompletionSource<bool>();
        var sink = new OutputSink(new FunctionSink((_, _) => new(slow.Task)), new TextSink());
        await StopOnceAsync(new("yes"), seen => seen.Any(one => one.WaitsOn == "write to descriptor 1 (pipe)"), sink, () => slow.SetResult(true));
    }

    [Fact]
    public async Task A_program_that_computes_is_told_with_its_processor_time_and_waits_on_nothing()
    {
        var enough = TimeSpan.FromMilliseconds(50);
        var result = await StopOnceAsync(new("sh", "-c", "while :; do :; done"), seen => seen.Any(one => one.ProcessorTime >= enough));
        var shell = Assert.Single(result.Diagnosis);
        Assert.InRange(shell.ProcessorTime!.Value, enough, result.ProcessorTime + TimeSpan.FromMilliseconds(20));
        Assert.Equal(('R', null), (shell.State, shell.WaitsOn));
    }

    [Fact]
    public async Task A_stopped_process_is_told_to_be_stopped()
    {
        var result = await StopOnceTheyWaitAsync(new("sh", "-c", "kill -STOP $$"), "stopped by a signal");
        Assert.Equal('T', Assert.Single(result.Diagnosis).State);
    }

    [Fact]
    public async Task Arguments_are_not_told_as_they_may_hold_secrets()
    {
        var result = await StopOnceTheyWaitAsync(Hiding(), "sleep");
        Assert.All(result.Diagnosis, one => Assert.DoesNotContain(Secret, Tell(one), StringComparison.Ordinal));
        Assert.All(result.Diagnosis, one => Assert.NotNull(one.CommandLine));
    }

    [Fact]
    public async Task Arguments_are_told_when_asked_for()
    {
        var result = await StopOnceTheyWaitAsync(Hiding() with { DiagnoseArguments = true }, "sleep");
        Assert.Equal($"sh -c 'sleep 120; :' --password '' {Secret}", result.Diagnosis[0].CommandLine);
        Assert.Equal("sleep 120", result.Diagnosis[1].CommandLine);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_environment_value_is_never_told(bool withArguments)
    {
        var spec = new ProcessSpec("sleep", "120") { Environment = new Dictionary<string, string?> { ["PASSWORD"] = Secret }, DiagnoseArguments = withArguments };
        var result = await StopOnceTheyWaitAsync(spec, "sleep");
        Assert.DoesNotContain(Secret, Tell(Assert.Single(result.Diagnosis)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_title_that_a_program_gave_itself_is_told_with_the_arguments_only(bool withArguments)
    {
        var spec = new ProcessSpec(Requires.Program("perl"), "-e", $"$0 = 'server {Secret}'; sleep 120") { DiagnoseArguments = withArguments };
        var result = await StopOnceTheyWaitAsync(spec, "sleep");
        Assert.Equal(withArguments, Assert.Single(result.Diagnosis).CommandLine!.Contains(Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_name_is_shown_on_one_line_without_characters_that_a_terminal_acts_on()
    {
        using var folder = new TempFolder();
        var path = folder.File("x\e[2J(y) \n)");
        File.CreateSymbolicLink(path, Requires.Program("sh"));
        var result = await StopOnceTheyWaitAsync(new(path, "-c", "sleep 120; :", "it's\na \\") { DiagnoseArguments = true }, "wait for a child", "sleep");
        var shell = result.Diagnosis[0];
        Assert.Equal(@"x\x1b[2J(y) \n)", shell.Name);
        Assert.Equal($@"$'{folder.Path}/x\x1b[2J(y) \n)' -c 'sleep 120; :' $'it\'s\na \\'", shell.CommandLine);
        Assert.Contains(result.Diagnosis, one => one.Name == "sleep" && one.ParentId == shell.Id);
    }

    [Fact]
    public async Task A_long_command_line_is_cut_off()
    {
        var result = await StopOnceTheyWaitAsync(new("sh", "-c", "sleep 120; :", new string('a', 100_000)) { DiagnoseArguments = true }, "sleep");
        Assert.Equal(1024, result.Diagnosis[0].CommandLine!.Length);
        Assert.EndsWith("aaa…", result.Diagnosis[0].CommandLine, StringComparison.Ordinal);
    }

    private static string RealPath(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;

    private static ProcessSpec Hiding() => new("sh", "-c", "sleep 120; :", "--password", "", Secret);

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> NothingUntil(Task over)
    {
        await over;
        yield break;
    }
}
