using SafeProcess.Platform.Windows.Launch;

namespace SafeProcess.Core.Tests.Unit;

/// <summary>What is hidden of arguments and texts, and what is not.</summary>
public sealed class SecretMaskTests
{
    [Fact]
    public void Without_secrets_the_arguments_are_the_same()
    {
        var spec = new ProcessSpec("program", "a", "b");
        var mask = SecretMask.Of(spec);

        Assert.True(mask.IsEmpty);
        Assert.Same(spec.ArgumentList, mask.Hide(spec.ArgumentList));
    }

    [Theory]
    [InlineData("--password=abcd", 11, "--password=***")]
    [InlineData("--pin=12", 6, "--pin=***")]
    [InlineData("--empty=", 8, "--empty=***")]
    [InlineData("abcd", 0, "***")]
    [InlineData("", 0, "***")]
    public void An_argument_is_hidden_from_its_secret_on(string argument, int start, string shown) =>
        Assert.Equal(["x", shown], Shown(argument, start, "x", argument));

    [Theory]
    [InlineData("abcd", "abcd", "***")]
    [InlineData("abcd", "xabcdy", "x***y")]
    [InlineData("abc", "abc", "***")]
    [InlineData("abc", "xabcy", "xabcy")]
    public void A_secret_is_hidden_in_other_arguments_if_it_is_long_enough(string secret, string other, string shown) =>
        Assert.Equal([shown], Shown(secret, 0, other));

    [Fact]
    public void The_text_of_a_spec_tells_no_argument_and_no_value_of_a_variable()
    {
        var spec = new ProcessSpec("program", "open-sesame") { Environment = new Dictionary<string, string?> { ["TOKEN"] = "swordfish" } };

        Assert.DoesNotContain("open-sesame", (new ProcessSpec("other") { PipedFrom = spec }).ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("swordfish", spec.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_secret_that_holds_another_one_nothing_is_left()
    {
        var spec = new ProcessSpec("program", "pass", "mypassword") { SensitiveArguments = [new(0), new(1)] };

        Assert.Equal("x *** y", SecretMask.Of(spec).Hide("x mypassword y"));
    }

    [Fact]
    public void Of_two_beginnings_in_one_argument_the_first_counts()
    {
        var spec = new ProcessSpec("program", "--a=b=c") { SensitiveArguments = [new(0, 4), new(0, 0), new(0, 6)] };

        Assert.Equal(["***"], SecretMask.Of(spec).Hide(spec.ArgumentList));
    }

    [Fact]
    public void The_secrets_of_one_stage_are_hidden_in_all()
    {
        var first = new ProcessSpec("a", "abcd") { SensitiveArguments = [new(0)] };
        var second = new ProcessSpec("b", "abcd", "wxyz") { Environment = new Dictionary<string, string?> { ["TOKEN"] = "wxyz" }, SensitiveVariables = ["TOKEN"] };

        Assert.Equal(["***", "***"], SecretMask.Of(first | second).Hide(second.ArgumentList));
    }

    [Fact]
    public void What_names_no_argument_is_refused()
    {
        var spec = new ProcessSpec("program", "abc");

        foreach (var part in (SensitivePart[])[new(1), new(-1), new(0, 4), new(0, -1)])
            Assert.Equal(nameof(ProcessSpec.SensitiveArguments), Assert.Throws<InvalidSpecException>((spec with { SensitiveArguments = [part] }).Validate).ParamName);
        Assert.Equal(nameof(ProcessSpec.SensitiveVariables), Assert.Throws<InvalidSpecException>((spec with { SensitiveVariables = ["NONE"] }).Validate).ParamName);
        (spec with { SensitiveArguments = [new(0, 3)] }).Validate();
    }

    [Theory]
    [InlineData(@"""C:\a b\x.exe"" --pin 12  y", @"""C:\a b\x.exe"" --pin ***  y")]
    [InlineData(@"x ""12"" 123", @"x *** 123")]
    [InlineData(@"x ""it's \""long\"" \\""", @"x ***")]
    [InlineData(@"x yit's ""\""long""", @"x yit's ""\""long""")]
    [InlineData(@"cmd /c ""x wxyz""", @"cmd /c ""x ***""")]
    [InlineData(@"x \\server\share\", @"x \\server\share\")]
    [InlineData(@"x ""12", @"x ***")]
    public void In_the_one_text_of_a_Windows_program_it_is_hidden_however_it_is_quoted(string line, string shown)
    {
        var spec = new ProcessSpec("program", "12", @"it's ""long"" \", "wxyz") { SensitiveArguments = [new(0), new(1), new(2)] };

        Assert.Equal(shown, CommandLineText.Show(line, SecretMask.Of(spec).Hide));
    }

    [Fact]
    public void A_command_line_shows_the_mask_without_quotes()
    {
        Assert.Equal("x --password=*** ***", VisibleText.CommandLine(["x", "--password=***", "***"], 100));
    }

    private static IReadOnlyList<string> Shown(string argument, int start, params string[] others) =>
        SecretMask.Of(new ProcessSpec("program", argument) { SensitiveArguments = [new(0, start)] }).Hide(others);
}
