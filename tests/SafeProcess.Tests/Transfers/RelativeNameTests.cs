using SafeProcess.Commands;

namespace SafeProcess.Tests.Transfers;

/// <summary>What names files may have in the folder of an item.</summary>
public sealed class RelativeNameTests
{
    [Theory]
    [InlineData("a", "a")]
    [InlineData("./a//b/./c/", "a/b/c")]
    [InlineData("a\\b", "a/b")]
    [InlineData("..a/b..", "..a/b..")]
    [InlineData(" ", " ")]
    [InlineData("a:b", "a:b")]
    public void A_relative_path_is_a_name(string path, string name) => Assert.Equal(name, RelativeName.Read("P", path));

    [Theory]
    [InlineData("/a", "is absolute")]
    [InlineData("..", "leaves")]
    [InlineData("a/..", "leaves")]
    [InlineData("a\\..\\..\\b", "leaves")]
    [InlineData(".", "names no file")]
    [InlineData("", "names no file")]
    [InlineData("a\0b", "can be no name")]
    public void What_is_none_is_an_error_that_names_the_parameter_and_the_path(string path, string reason)
    {
        var error = Assert.Throws<InvalidParameterException>(() => RelativeName.Read("P", path));

        Assert.Equal("P", error.ParamName);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_of_a_character_would_be_another_name_there() =>
        Assert.Contains("can be no name", Assert.Throws<InvalidParameterException>(() => RelativeName.Read("P", "🦊"[..1])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("/a/b", "b")]
    [InlineData("/a/b/", "b")]
    public void An_absolute_path_becomes_its_last_name(string path, string name) => Assert.Equal(name, RelativeName.Last("P", path));

    [Fact]
    public void The_root_has_no_name() => Assert.Throws<InvalidParameterException>(() => RelativeName.Last("P", "/"));

    [Fact]
    public void A_name_is_a_path_below_a_folder() => Assert.Equal(Path.Combine("f", "a", "b"), RelativeName.Below("f", "a/b"));

    [Theory]
    [InlineData("..")]
    [InlineData("a/../../b")]
    [InlineData("/a")]
    [InlineData("a//b")]
    [InlineData("./a")]
    [InlineData("")]
    [InlineData("a\0")]
    public void The_other_side_cannot_name_what_is_not_in_the_folder(string name) => Assert.Throws<IOException>(() => RelativeName.Below("f", name));
}
