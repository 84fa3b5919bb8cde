using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

public sealed partial class ArgumentTests
{
    [Fact]
    public async Task Ten_thousand_arguments_arrive()
    {
        var arguments = Enumerable.Range(0, 10_000).Select(i => $"argument {i}").ToArray();
        var result = await RunAsync(UnrulyProgram.Spec(["args", .. arguments]));
        Assert.Equal(10_002, result.StandardOutput!.Split('\n').Length);
    }

    [Fact]
    public async Task Raw_text_is_refused_where_each_argument_stands_for_itself()
    {
        var failure = await Assert.ThrowsAnyAsync<ArgumentException>(() => RunAsync(UnrulyProgram.Spec("args", "a b") with { IsLastArgumentRaw = true }));
        Assert.Equal(nameof(ProcessSpec.IsLastArgumentRaw), failure.ParamName);
    }

    [Fact]
    public async Task An_environment_that_is_too_long_is_that_start_failure()
    {
        var spec = UnrulyProgram.Spec("exit", "0") with { Environment = new Dictionary<string, string?> { ["LONG"] = new string('x', 200 * 1024) } };
        Assert.Equal(StartFailure.ArgumentListTooLong, (await FailsToStartAsync(spec)).Failure);
    }
}
