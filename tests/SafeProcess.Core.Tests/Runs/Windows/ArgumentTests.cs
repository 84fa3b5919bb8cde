using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

public sealed partial class ArgumentTests
{
    [Fact]
    public async Task A_thousand_arguments_arrive()
    {
        var arguments = Enumerable.Range(0, 1_000).Select(i => $"argument {i}").ToArray();
        var result = await RunAsync(UnrulyProgram.Spec(["args", .. arguments]));
        Assert.Equal(1_002, result.StandardOutput!.Split('\n').Length);
    }

    [Fact]
    public async Task Raw_text_stands_behind_the_arguments_as_it_is()
    {
        var result = await RunAsync(UnrulyProgram.Spec("args", "x y", @"""a b""  c\""d") with { IsLastArgumentRaw = true });
        var arrived = result.StandardOutput!.Split('\n')[..^2].Select(hex => System.Text.Encoding.UTF8.GetString(Convert.FromHexString(hex)));
        Assert.Equal(["x y", "a b", "c\"d"], arrived);
    }

    [Theory]
    [InlineData(@"a\\b\")]
    [InlineData(@"\\server\share\")]
    [InlineData(@"\""")]
    [InlineData(@"\\""")]
    [InlineData(@"a \\")]
    [InlineData(@"""""")]
    [InlineData(@"a""b c""d\")]
    public async Task Backslashes_and_quotes_arrive_together_as_they_are(string argument)
    {
        var result = await RunAsync(UnrulyProgram.Spec("args", argument, "next"));
        var arrived = result.StandardOutput!.Split('\n')[..^2].Select(hex => System.Text.Encoding.UTF8.GetString(Convert.FromHexString(hex)));
        Assert.Equal([argument, "next"], arrived);
    }
}
