using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

/// <summary>What the result says of the tree as it stood when the ladder began, on every system.</summary>
public sealed class SnapshotTests
{
    private const string Secret = "correct-horse";

    [Fact]
    public async Task Each_process_is_told_with_its_parent_its_program_and_its_memory()
    {
        var result = await StoppedAsync(UnrulyProgram.Spec("tree", "plain", "plain"));
        Assert.Equal(2, result.Diagnosis.Count);
        var (program, child) = (result.Diagnosis[0], result.Diagnosis[1]);
        Assert.Equal((result.ProcessId, Environment.ProcessId, "unruly"), (program.Id, program.ParentId, program.Name));
        Assert.Equal((program.Id, "unruly"), (child.ParentId, child.Name));
        Assert.All(result.Diagnosis, one => Assert.Equal(UnrulyProgram.FilePath, one.CommandLine));
        Assert.All(result.Diagnosis, one => Assert.InRange(one.WorkingSet!.Value, 4096, 1L << 30));
    }

    [Fact]
    public async Task Neither_an_argument_nor_an_environment_value_is_told_as_they_may_hold_secrets()
    {
        var spec = UnrulyProgram.Spec("tree", "plain", "--secret", Secret) with { Environment = new Dictionary<string, string?> { ["PASSWORD"] = Secret } };
        var result = await StoppedAsync(spec);
        Assert.DoesNotContain(Secret, Looking.Tell(Assert.Single(result.Diagnosis)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_are_told_when_asked_for()
    {
        Requires.NotWine("the command line of another process");
        var spec = UnrulyProgram.Spec("tree", "plain", "--secret", Secret) with
        {
            DiagnoseArguments = true,
            Environment = new Dictionary<string, string?> { ["PASSWORD"] = "environment-secret" },
        };
        var told = Looking.Tell(Assert.Single((await StoppedAsync(spec)).Diagnosis));
        Assert.Contains($"tree plain --secret {Secret}", told, StringComparison.Ordinal);
        Assert.DoesNotContain("environment-secret", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_command_line_is_cut_off()
    {
        Requires.NotWine("the command line of another process");
        var result = await StoppedAsync(UnrulyProgram.Spec("tree", "plain", "--long", new string('a', 20_000)) with { DiagnoseArguments = true });
        Assert.Equal(1024, result.Diagnosis[0].CommandLine!.Length);
        Assert.EndsWith("aaa…", result.Diagnosis[0].CommandLine, StringComparison.Ordinal);
    }

    private static async Task<ProcessResult> StoppedAsync(ProcessSpec spec)
    {
        using var tree = new Tree();
        using var cancel = new CancellationTokenSource();
        var running = RunAsync(tree.Mark(spec) with { GracePeriod = TimeSpan.Zero }, tree.Sink, cancellation: cancel.Token);
        await tree.Line("ready");
        await cancel.CancelAsync();
        return await running;
    }
}
