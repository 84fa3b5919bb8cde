using System.Security.Cryptography;
using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

/// <summary>Programs joined by the system's pipes that run as one run.</summary>
public sealed partial class PipelineTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Bytes_arrive_unchanged_through_three_stages()
    {
        const int Length = 20_000_000;
        var sink = new PatternSink(seed: 3);
        var result = await RunAsync(
            UnrulyProgram.Spec("write", $"{Length}", "--seed", "3") | UnrulyProgram.Spec("echo") | UnrulyProgram.Spec("echo"), new(sink, new TextSink()));
        Assert.Equal((true, Length, null), (result.Success, sink.Count, sink.WrongBefore));
        Assert.Equal(Length, result.StandardOutputLength);
    }

    [Fact]
    public async Task The_input_is_that_of_the_first_stage()
    {
        var bytes = new byte[3_000_000];
        Random.Shared.NextBytes(bytes);
        var result = await RunAsync(UnrulyProgram.Spec("echo") with { Input = ProcessInput.FromBytes(bytes) } | UnrulyProgram.Spec("digest"));
        Assert.Equal($"{bytes.Length} {Convert.ToHexStringLower(SHA256.HashData(bytes))}\n", result.StandardOutput);
    }

    [Fact]
    public async Task Without_input_the_first_stage_sees_end_of_file_at_once() =>
        Assert.Equal("x", (await RunAsync(UnrulyProgram.Spec("echo") | UnrulyProgram.Spec("exit", "0", "--out", "x"))).StandardOutput);

    [Fact]
    public async Task Each_stage_has_its_own_directory_environment_and_arguments()
    {
        var first = UnrulyProgram.Spec("env") with { Environment = new Dictionary<string, string?> { ["STAGE"] = "one" } };
        var second = UnrulyProgram.Spec("echo") with { Environment = new Dictionary<string, string?> { ["STAGE"] = "two" } };
        Assert.Contains("STAGE=one\0", (await RunAsync(first | second)).StandardOutput, StringComparison.Ordinal);

        var directories = await RunAsync(UnrulyProgram.Spec("cwd") with { WorkingDirectory = _folder.Path } | UnrulyProgram.Spec("echo"));
        Assert.Equal(_folder.Path, directories.StandardOutput);
        Assert.Equal([_folder.Path, Environment.CurrentDirectory], directories.Stages.Select(stage => stage.WorkingDirectory));
        Assert.Equal([["cwd"], ["echo"]], directories.Stages.Select(stage => stage.ArgumentList));
        Assert.Equal(Environment.CurrentDirectory, directories.WorkingDirectory);
    }

    [Fact]
    public async Task A_stage_that_merges_its_standard_error_gives_both_streams_to_the_next_one()
    {
        var result = await RunAsync(UnrulyProgram.Spec("alternate", "3") with { MergeStandardError = true } | UnrulyProgram.Spec("echo"));
        Assert.Equal("out 1\nerr 1\nout 2\nerr 2\nout 3\nerr 3\n", result.StandardOutput);
        Assert.Equal((null, 0L), (result.Stages[0].StandardError, result.StandardErrorLength));
    }

    [Fact]
    public async Task The_last_stage_that_merges_its_standard_error_writes_both_streams_to_the_output()
    {
        var result = await RunAsync(UnrulyProgram.Spec("exit", "0", "--err", "one\n") | UnrulyProgram.Spec("alternate", "1") with { MergeStandardError = true });
        Assert.Equal(("out 1\nerr 1\n", "one\n"), (result.StandardOutput, result.StandardError));
        Assert.Equal(["one\n", null], result.Stages.Select(stage => stage.StandardError));
    }

    [Fact]
    public async Task What_each_stage_writes_on_standard_error_is_kept_apart_and_merged_in_the_text()
    {
        var result = await RunAsync(
            UnrulyProgram.Spec("exit", "0", "--err", "one\n") | UnrulyProgram.Spec("exit", "0", "--err", "two\n") | UnrulyProgram.Spec("exit", "0", "--err", "three"));
        Assert.Equal(["one\n", "two\n", "three"], result.Stages.Select(stage => stage.StandardError));
        Assert.Equal(["one", "two", "three"], result.Stages.Select(stage => stage.LastErrorLine));
        Assert.Equal([4L, 4L, 5L], result.Stages.Select(stage => stage.StandardErrorLength));
        Assert.Equal(["one", "three", "two"], result.StandardError!.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());
        Assert.Equal(13, result.StandardErrorLength);
    }

    [Fact]
    public async Task A_stage_may_have_a_sink_of_its_own_for_its_standard_error()
    {
        var own = new TextSink(ThisSystem.UnrulyEncoding);
        var result = await RunAsync(
            UnrulyProgram.Spec("exit", "0", "--err", "one\n") | UnrulyProgram.Spec("exit", "0", "--err", "two\n"),
            OutputSink.Text(ThisSystem.UnrulyEncoding) with { StageErrors = [own] });
        Assert.Equal(("one\n", "two\n"), (own.Text, result.StandardError));
        Assert.Equal(["one\n", "two\n"], result.Stages.Select(stage => stage.StandardError));
    }

    [Fact]
    public async Task Standard_errors_that_nobody_keeps_are_counted()
    {
        var result = await RunAsync(UnrulyProgram.Spec("exit", "0", "--err", "one\n") | UnrulyProgram.Spec("exit", "0"), OutputSink.Discard());
        Assert.Equal((null, 4L, "one"), (result.Stages[0].StandardError, result.Stages[0].StandardErrorLength, result.Stages[0].LastErrorLine));
    }

    [Theory]
    [InlineData("0 0 0", null, 0)]
    [InlineData("3 0 0", 0, 3)]
    [InlineData("0 4 0", 1, 4)]
    [InlineData("3 4 0", 1, 4)]
    [InlineData("3 4 5", 2, 5)]
    public async Task The_last_stage_that_failed_tells_how_the_pipeline_ended(string codes, int? failed, int exitCode)
    {
        var stages = codes.Split(' ').Select(code => UnrulyProgram.Spec("exit", code, "--err", $"code {code}"));
        var result = await RunAsync(stages.Aggregate((left, right) => left | right));
        Assert.Equal((Outcome.Exited, exitCode, failed is null), (result.Outcome, result.ExitCode, result.Success));
        Assert.Equal(codes, string.Join(' ', result.Stages.Select(stage => stage.ExitCode)));
        Assert.Equal(result.Stages.Select(stage => stage.ExitCode == 0), result.Stages.Select(stage => stage.Success));
        var name = Path.GetFileName(UnrulyProgram.FilePath);
        Assert.StartsWith(failed is { } index ? $"'{name}' (stage {index + 1} of 3) exited with code {exitCode}" : $"'{name} | {name} | {name}' exited with code 0", $"{result}", StringComparison.Ordinal);
        Assert.EndsWith($": code {exitCode}", $"{result}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_stage_has_its_own_exit_codes_of_success()
    {
        var result = await RunAsync(UnrulyProgram.Spec("exit", "3") with { SuccessExitCode = [3] } | UnrulyProgram.Spec("exit", "0"));
        Assert.Equal((true, 0), (result.Success, result.ExitCode));
    }

    [Fact]
    public async Task A_stage_that_ended_because_a_later_one_read_no_further_has_not_failed()
    {
        var result = await RunAsync(UnrulyProgram.Spec("flood") | UnrulyProgram.Spec("take", "4"));
        Assert.Equal((true, "y\ny\n"), (result.Success, result.StandardOutput));
        Assert.Equal((141, true), (result.Stages[0].ExitCode, result.Stages[0].Success));
    }

    [Fact]
    public async Task The_last_stage_has_no_reader_to_blame() =>
        Assert.False((await RunAsync(UnrulyProgram.Spec("exit", "0") | UnrulyProgram.Spec("exit", "141"))).Success);

    [Fact]
    public async Task A_deadline_ends_all_stages_escapees_included()
    {
        using var tree = new Tree();
        var spec = tree.Mark(UnrulyProgram.Spec("tree", "plain", "setsid,detached,ignore")) | tree.Mark(UnrulyProgram.Spec("echo"))
            | tree.Mark(UnrulyProgram.Spec("echo")) with { Timeout = TimeSpan.FromSeconds(4), GracePeriod = TimeSpan.FromMilliseconds(200) };
        var result = await RunAsync(spec, tree.Sink);
        Assert.Equal((Outcome.TimedOut, false), (result.Outcome, result.Success));
        Assert.EndsWith("ready\n", result.StandardOutput, StringComparison.Ordinal);
        Assert.All(result.Stages, stage => Assert.Contains(result.Diagnosis, one => one.Id == stage.ProcessId));
        Assert.Contains("timed out and was stopped", $"{result}", StringComparison.Ordinal);
        tree.AssertGone();
    }

    [Fact]
    public async Task A_stage_whose_program_is_not_found_is_named_before_anything_is_started()
    {
        var spec = UnrulyProgram.Spec("touch", _folder.File("started")) | new ProcessSpec("unruly-never-installed-anywhere") | UnrulyProgram.Spec("echo");
        var failure = await FailsToStartAsync(spec);
        Assert.Equal((StartFailure.CommandNotFound, 2, "unruly-never-installed-anywhere"), (failure.Failure, failure.Stage, failure.FilePath));
        Assert.StartsWith("Stage 2 of 3: ", failure.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("started")));
    }

    [Fact]
    public async Task A_stage_that_cannot_start_ends_those_before_it_and_is_named()
    {
        using var tree = new Tree();
        var path = _folder.WriteProgram("text", "nothing that a system runs\n"u8);
        var failure = await FailsToStartAsync(tree.Mark(UnrulyProgram.Spec("hang")) | tree.Mark(UnrulyProgram.Spec("echo")) | new ProcessSpec(path));
        Assert.Equal((StartFailure.NotExecutable, 3), (failure.Failure, failure.Stage));
        Assert.Empty(tree.Alive());
    }

    [Fact]
    public async Task A_first_stage_that_cannot_start_is_named()
    {
        var path = _folder.WriteProgram("text", "nothing that a system runs\n"u8);
        var failure = await FailsToStartAsync(new ProcessSpec(path) | UnrulyProgram.Spec("echo"));
        Assert.Equal((StartFailure.NotExecutable, 1), (failure.Failure, failure.Stage));
    }

    [Fact]
    public async Task A_single_program_has_no_stages()
    {
        Assert.Empty((await RunAsync(ThisSystem.Nothing)).Stages);
        Assert.Null((await FailsToStartAsync(new("unruly-never-installed-anywhere"))).Stage);
    }

    [Fact]
    public async Task A_run_tells_of_all_its_programs()
    {
        var log = new EventLog();
        var result = await RunAsync(UnrulyProgram.Spec("exit", "0") | UnrulyProgram.Spec("echo"), events: log);
        Assert.Equal(
            $"Started '{UnrulyProgram.FilePath}' as process {result.Stages[0].ProcessId} | '{UnrulyProgram.FilePath}' as process {result.Stages[1].ProcessId}.",
            log.Events[0].Message);
        Assert.Equal(result.ProcessId, result.Stages[1].ProcessId);
    }
}
