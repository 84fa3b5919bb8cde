using System.Text;
using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

public sealed partial class ArgumentTests
{
    public static TheoryData<string[]> Arguments => new(
        [],
        [""],
        ["", "", ""],
        [" ", "a b", "  a  "],
        ["\"", "'", "`", "a\"b", "\"a b\"", "'a b'", "\\\""],
        ["\\", "\\\\", "a\\", "C:\\a b\\", "\\n"],
        ["\n", "a\nb", "\r\n", "\t"],
        ["*", "?", "[a-z]", "~", "{a,b}", "./*"],
        ["$x", "$(id)", "`id`", "${HOME}", "%PATH%", "!!", "#", "&", "|", ";", "<", ">", "a=b"],
        ["é", "漢字", "\U0001F600", "e\u0301", "\u202E"],
        ["-", "--", "-x", "--x=y", "/?"],
        [ThisSystem.LongArguments[0]],
        [ThisSystem.LongArguments[1]]);

    [Theory]
    [MemberData(nameof(Arguments))]
    public async Task Each_argument_arrives_exactly(string[] arguments)
    {
        var result = await RunAsync(UnrulyProgram.Spec(["args", .. arguments]));
        var arrived = result.StandardOutput!.Split('\n')[..^2].Select(hex => Encoding.UTF8.GetString(Convert.FromHexString(hex)));
        Assert.Equal(arguments, arrived);
        Assert.Equal(["args", .. arguments], result.ArgumentList);
    }

    [Fact]
    public async Task One_argument_that_is_too_long_is_that_start_failure_and_nothing_else()
    {
        var failure = await FailsToStartAsync(UnrulyProgram.Spec("args", new string('x', 200 * 1024)));
        Assert.Equal(StartFailure.ArgumentListTooLong, failure.Failure);
        Assert.Equal(UnrulyProgram.FilePath, failure.FilePath);
    }

    [Fact]
    public async Task Arguments_that_are_too_long_together_are_that_start_failure_and_nothing_else()
    {
        var arguments = Enumerable.Repeat(new string('x', 100 * 1024), 100).ToArray();
        Assert.Equal(StartFailure.ArgumentListTooLong, (await FailsToStartAsync(UnrulyProgram.Spec(["args", .. arguments]))).Failure);
    }

    [Fact]
    public async Task After_such_a_failure_the_next_run_works()
    {
        await FailsToStartAsync(UnrulyProgram.Spec("args", new string('x', 200 * 1024)));
        Assert.Equal("end\n", (await RunAsync(UnrulyProgram.Spec("args"))).StandardOutput);
    }

    [Fact]
    public async Task A_list_that_the_caller_changes_later_does_not_change_the_result()
    {
        string[] arguments = ["args", "before"];
        var running = RunAsync(new ProcessSpec(UnrulyProgram.FilePath, arguments));
        var result = await running;
        arguments[1] = "after";
        Assert.Equal(["args", "before"], result.ArgumentList);
    }
}
