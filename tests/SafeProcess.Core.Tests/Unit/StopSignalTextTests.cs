namespace SafeProcess.Core.Tests.Unit;

public sealed class StopSignalTextTests
{
    [Theory]
    [InlineData("SIGTERM", StopSignal.SIGTERM)]
    [InlineData("TERM", StopSignal.SIGTERM)]
    [InlineData("term", StopSignal.SIGTERM)]
    [InlineData("15", StopSignal.SIGTERM)]
    [InlineData(" sigint\n", StopSignal.SIGINT)]
    [InlineData("9", StopSignal.SIGKILL)]
    public void A_signal_is_read_as_kill_reads_it(string text, StopSignal signal)
    {
        Assert.True(StopSignalText.TryParse(text, out var read));
        Assert.Equal(signal, read);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("SIG")]
    [InlineData("SIGSIGTERM")]
    [InlineData("SIG15")]
    [InlineData("015")]
    [InlineData("+15")]
    [InlineData("TERM\0")]
    [InlineData("TERM INT")]
    [InlineData("USR1")]
    [InlineData("0")]
    public void Anything_else_is_no_stop_signal(string? text) => Assert.False(StopSignalText.TryParse(text, out _));

    [Fact]
    public void Every_signal_is_read_back_from_each_way_to_write_it()
    {
        foreach (var signal in Enum.GetValues<StopSignal>())
        {
            foreach (var text in new[] { signal.ToString(), StopSignalText.ShortName(signal), ((int)signal).ToString(System.Globalization.CultureInfo.InvariantCulture) })
            {
                Assert.True(StopSignalText.TryParse(text, out var read));
                Assert.Equal(signal, read);
            }
        }
    }
}
