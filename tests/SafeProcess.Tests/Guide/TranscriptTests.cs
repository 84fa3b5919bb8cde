namespace SafeProcess.Tests.Guide;

/// <summary>What counts as the same when an example of the guide is compared with its page.</summary>
public sealed class TranscriptTests
{
    [Theory]
    [InlineData("a\nb", "a\nb")]
    [InlineData("a\n\nb", "\na\nb\n\n")]
    [InlineData("sh  Exited  3  38.1 ms", "sh      Exited   3    1.2 s  ")]
    [InlineData("----- --", "------- ----")]
    [InlineData("process … ended", "process 4711 ended")]
    [InlineData("…", "anything")]
    [InlineData("a\n⋮\nd", "a\nb\nc\nd")]
    [InlineData("a\n⋮\nd", "a\nd")]
    [InlineData("⋮\nb\n⋮", "a\nb\nb\nc")]
    public void These_are_the_same(string onPage, string printed) =>
        Assert.Null(Transcript.FirstDifference(onPage.Split('\n'), printed.Split('\n')));

    [Theory]
    [InlineData("a\nb", "a\nc", 1)]
    [InlineData("a\nb", "a", 1)]
    [InlineData("a", "a\nb", 1)]
    [InlineData("a b", "ab", 0)]
    [InlineData("it took 3 apples", "it took 4 apples", 0)]
    [InlineData("a\n⋮\nd\ne", "a\nb\nc\nd", 3)]
    [InlineData("(a) … c", "(a) b", 0)]
    public void These_are_not(string onPage, string printed, int line) =>
        Assert.Equal(line, Transcript.FirstDifference(onPage.Split('\n'), printed.Split('\n')));
}
