using SafeProcess.Platform.Windows.Launch;

namespace SafeProcess.Core.Tests.Unit;

/// <summary>Batch files of Windows, which cmd.exe reads anew (CVE-2024-24576).</summary>
public sealed class BatchFileTests
{
    [Theory]
    [InlineData(@"C:\x.bat", true)]
    [InlineData(@"C:\x.CMD", true)]
    [InlineData(@"C:\x.bat.exe", false)]
    [InlineData(@"C:\bat", false)]
    public void It_is_known_by_its_extension(string path, bool isOne) => Assert.Equal(isOne, BatchFile.IsOne(path));

    [Theory]
    [InlineData("\"&calc.exe", "a quote")]
    [InlineData("%CMDCMDLINE:~-1%&calc.exe", "a percent sign")]
    [InlineData("!COMSPEC!", "an exclamation mark")]
    [InlineData("a\nb", "a line break")]
    [InlineData("a\rb", "a line break")]
    public void What_cmd_would_read_anew_is_refused_and_named(string argument, string named)
    {
        var refused = BatchFile.FindRefused(@"C:\x.bat", ["fine", argument]);
        Assert.Contains("element 1", refused, StringComparison.Ordinal);
        Assert.Contains(named, refused, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_that_cmd_would_read_anew_is_refused() =>
        Assert.Contains("path", BatchFile.FindRefused(@"C:\100%\x.bat", []), StringComparison.Ordinal);

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "\"\"")]
    [InlineData("a b", "\"a b\"")]
    [InlineData("a&b|c<d>e^f(g)", "\"a&b|c<d>e^f(g)\"")]
    [InlineData(@"C:\dir\", @"""C:\dir\\""")]
    [InlineData("a,b;c=d", "\"a,b;c=d\"")]
    public void What_it_may_be_given_is_quoted_where_cmd_wants_it(string argument, string written) =>
        Assert.Equal($"\"cmd.exe\" /d /e:on /v:off /s /c \"\"C:\\x.bat\" {written}\"", BatchFile.CommandLine("cmd.exe", @"C:\x.bat", [argument]));
}
