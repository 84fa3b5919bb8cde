using System.Text;
using SafeProcess.Platform.Mac.Tree;

namespace SafeProcess.Core.Tests.Unit;

/// <summary>What macOS answers to KERN_PROCARGS2, taken apart.</summary>
public sealed class MacProcessArgumentsTests
{
    private const string Loader = "ptr_munge=|main_stack=0x7ff7b|executable_file=0x1a01000009,0x5|";

    private static ReadOnlySpan<byte> Variable => "RUN="u8;

    [Theory]
    [InlineData("/bin/a")]
    [InlineData("/bin/ab")]
    [InlineData("/bin/abc")]
    [InlineData("/bin/abcd")]
    [InlineData("/usr/local/bin/a program")]
    public void Arguments_and_environment_are_told_apart(string path)
    {
        var text = Answer(2, path, "a|-x|RUN=42|PATH=/bin|" + Loader);
        Assert.Equal(["a", "-x"], ProcessArguments.FindArguments(text)!);
        Assert.Equal("42", ProcessArguments.FindVariable(text, Variable));
    }

    [Fact]
    public void An_argument_that_looks_like_a_variable_is_none() =>
        Assert.Null(ProcessArguments.FindVariable(Answer(3, "/bin/a", "a|RUN=42|b|PATH=/bin|"), Variable));

    [Fact]
    public void A_variable_counts_by_its_whole_name() =>
        Assert.Null(ProcessArguments.FindVariable(Answer(1, "/bin/a", "a|OVERRUN=42|RUNS=1|RUN|"), Variable));

    [Fact]
    public void Empty_arguments_count()
    {
        var text = Answer(3, "/bin/a", "|||SECRET=1|RUN=42|");
        Assert.Equal(["", "", ""], ProcessArguments.FindArguments(text)!);
        Assert.Equal("42", ProcessArguments.FindVariable(text, Variable));
    }

    [Fact]
    public void A_variable_after_an_empty_one_is_found() =>
        Assert.Equal("42", ProcessArguments.FindVariable(Answer(1, "/bin/a", "a|A=1||RUN=42|"), Variable));

    [Fact]
    public void An_environment_that_is_held_back_is_none()
    {
        var text = Answer(2, "/bin/a", "a|b|");
        Assert.Equal(["a", "b"], ProcessArguments.FindArguments(text)!);
        Assert.Null(ProcessArguments.FindVariable(text, Variable));
    }

    [Fact]
    public void What_is_cut_off_anywhere_is_no_failure()
    {
        var text = Answer(2, "/bin/a", "a|b|RUN=42|");
        for (var length = 0; length < text.Length; length++)
        {
            var arguments = ProcessArguments.FindArguments(text.AsSpan(0, length));
            Assert.True(arguments is null || arguments.All(argument => argument is "a" or "b"), $"{length} bytes");
            Assert.True(ProcessArguments.FindVariable(text.AsSpan(0, length), Variable) is null or "" or "4" or "42", $"{length} bytes");
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    public void Without_arguments_there_are_none(int count) =>
        Assert.Null(ProcessArguments.FindArguments(Answer(count, "/bin/a", "RUN=42|")));

    [Fact]
    public void More_arguments_than_there_are_end_with_the_text() =>
        Assert.Equal(["a", "b"], ProcessArguments.FindArguments(Answer(int.MaxValue, "/bin/a", "a|b|"))!);

    /// <summary>The kernel's layout (<c>sysctl_procargsx</c> in xnu's <c>kern_sysctl.c</c>, <c>exec_extract_strings</c> in its
    /// <c>kern_exec.c</c>).</summary>
    private static byte[] Answer(int count, string path, string rest)
    {
        var padded = path + new string('\0', 8 - (path.Length % 8));
        return [.. BitConverter.GetBytes(count), .. Encoding.UTF8.GetBytes(padded), .. Encoding.UTF8.GetBytes(rest.Replace('|', '\0'))];
    }
}
