namespace SafeProcess.Core.Tests.Unit;

public sealed class SensitiveWordsTests
{
    [Theory]
    [InlineData("0", "a b", "*** b")]
    [InlineData("-2", "a b", "*** b")]
    [InlineData("--password", "--password abc --password=abc --PASSWORD:abc", "--password *** --password=*** --PASSWORD:***")]
    [InlineData("--password=", "--password=abc", "--password=***")]
    [InlineData("--password", "--passwords abc --password", "--passwords abc --password")]
    [InlineData("key", "key=a key", "key=*** ***")]
    [InlineData("--pass*", "--password a --password=a b", "*** *** *** b")]
    [InlineData("gh[op]_?*", "ghp_1 gho_ GHO_2 ghx_1", "*** gho_ *** ghx_1")]
    [InlineData("`[a`]*", "[a]b a", "*** a")]
    public void Positions_names_and_patterns_say_what_is_secret(string word, string arguments, string shown)
    {
        string[] list = arguments.Split(' ');

        var parts = SensitiveWords.Parse([word]).Find("program", list);

        Assert.Equal(shown.Split(' '), SecretMask.Of(new ProcessSpec("program", list) { SensitiveArguments = parts }).Hide(list));
    }

    [Fact]
    public void No_words_say_nothing()
    {
        Assert.True(SensitiveWords.Parse(null).IsEmpty);
        Assert.Empty(SensitiveWords.Parse([]).Find("program", ["a"]));
        Assert.Equal([1, -1], SensitiveWords.Parse(["1", "--name", "-1"]).Positions);
    }

    [Theory]
    [InlineData("", "has an empty element: it takes positions, names of options and patterns")]
    [InlineData(" =", "has an empty element: it takes positions, names of options and patterns")]
    [InlineData("[a", "has '[a', which is no pattern: a set in brackets is empty or has no end")]
    [InlineData("[]", "has '[]', which is no pattern: a set in brackets is empty or has no end")]
    [InlineData("2", "is 2, and 'program' has 2 arguments, counted from 0")]
    [InlineData("-3", "is -3, and 'program' has 2 arguments, counted from 0")]
    public void What_would_hide_nothing_is_an_error(string word, string reason)
    {
        var error = Assert.Throws<InvalidSpecException>(() => SensitiveWords.Parse([word]).Find("program", ["a", "b"]));

        Assert.Equal((nameof(ProcessSpec.SensitiveArguments), reason), (error.ParamName, error.Reason));
    }
}
