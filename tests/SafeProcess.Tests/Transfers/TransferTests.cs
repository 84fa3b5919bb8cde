using SafeProcess.Commands;
using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests.Transfers;

/// <summary>Files that are read, sent and written, without a session between.</summary>
public sealed class TransferTests : IDisposable
{
    private readonly TemporaryFolder _from = new();
    private readonly TemporaryFolder _to = new();
    private readonly List<SentPart> _parts = [];

    public void Dispose()
    {
        _from.Dispose();
        _to.Dispose();
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(SentPart.MostBytes - 1, 1)]
    [InlineData(SentPart.MostBytes, 2)]
    [InlineData(SentPart.MostBytes + 1, 2)]
    public void A_file_arrives_in_parts_that_are_never_larger_than_one(int size, int parts)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        File.WriteAllBytes(_from["file"], bytes);

        Send("file");
        using var receiver = Receiver();
        _parts.ForEach(receiver.Take);

        Assert.Equal(parts, _parts.Count);
        Assert.Equal(bytes, File.ReadAllBytes(_to["file"]));
    }

    [Fact]
    public void A_file_that_comes_again_replaces_the_one_that_is_there()
    {
        _to.Write("file", "old and longer");
        _from.Write("file", "new");

        Send("file");
        using var receiver = Receiver();
        _parts.ForEach(receiver.Take);

        Assert.Equal("new", File.ReadAllText(_to["file"]));
    }

    [Fact]
    public void Of_a_file_that_does_not_come_as_a_whole_nothing_is_there()
    {
        _to.Write("file", "old");
        File.WriteAllBytes(_from["file"], new byte[2 * SentPart.MostBytes]);
        Send("file");

        using (var receiver = Receiver())
        {
            receiver.Take(_parts[0]);
            Assert.Equal(2, Directory.GetFiles(_to.Path).Length);
        }

        Assert.Equal([_to["file"]], Directory.GetFiles(_to.Path));
        Assert.Equal("old", File.ReadAllText(_to["file"]));
    }

    [Fact]
    public void A_file_that_begins_ends_one_that_did_not_come_as_a_whole()
    {
        File.WriteAllBytes(_from["first"], new byte[2 * SentPart.MostBytes]);
        _from.Write("second", "x");
        Send("first");
        Send("second");

        using var receiver = Receiver();
        receiver.Take(_parts[0]);
        receiver.Take(_parts[^1]);

        Assert.Equal([_to["second"]], Directory.GetFiles(_to.Path));
    }

    [Fact]
    public void What_goes_on_from_a_file_that_could_not_be_written_is_dropped()
    {
        File.WriteAllBytes(_from["file"], new byte[2 * SentPart.MostBytes]);
        Send("file");
        _to.Write("in the way", "");

        using var receiver = new FileReceiver(_ => _to["in the way/file"]);
        Assert.ThrowsAny<IOException>(() => receiver.Take(_parts[0]));
        receiver.Take(_parts[1]);

        Assert.Equal([_to["in the way"]], Directory.GetFileSystemEntries(_to.Path));
    }

    [Fact]
    public void A_folder_that_is_there_keeps_its_mode_and_what_is_in_it()
    {
        Directory.CreateDirectory(_from["folder"]);
        _from.Write("folder/new", "x");
        _from.SetMode("folder", (UnixFileMode)0b111_000_000);
        Directory.CreateDirectory(_to["folder"]);
        _to.Write("folder/old", "x");
        _to.SetMode("folder", (UnixFileMode)0b111_101_101);

        Send("folder");
        using var receiver = Receiver();
        _parts.ForEach(receiver.Take);
        receiver.Complete();

        Assert.Equal(["new", "old"], Directory.GetFiles(_to["folder"]).Select(Path.GetFileName).Order());
        Assert.Equal((UnixFileMode)0b111_101_101, new DirectoryInfo(_to["folder"]).UnixFileMode);
    }

    [Fact]
    public void A_program_that_runs_as_its_owner_is_none_on_the_other_side()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "files have no modes there");
        _from.Write("program", "x");
        _from.SetMode("program", (UnixFileMode)0b110_111_101_101);
        Send("program");

        using var receiver = Receiver();
        _parts.ForEach(part => receiver.Take(part with { Traits = part.Traits! with { Mode = part.Traits.Mode | 0b110_000_000_000 } }));

        Assert.Equal(0b111_101_101, _parts[0].Traits!.Mode);
        Assert.Equal((UnixFileMode)0b111_101_101, new FileInfo(_to["program"]).UnixFileMode);
    }

    [Fact]
    public void What_has_no_contents_of_its_own_or_leads_elsewhere_is_not_read()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no FIFO");
        Directory.CreateDirectory(_from["folder"]);
        Command.Run("mkfifo", _from["fifo"]);
        Directory.CreateSymbolicLink(_from["folder/up"], "..");

        Assert.Contains("is a FIFO", Assert.Throws<IOException>(() => Send("fifo")).Message, StringComparison.Ordinal);
        Assert.Contains("is a link to a folder", Assert.Throws<IOException>(() => Send("folder")).Message, StringComparison.Ordinal);
        Assert.ThrowsAny<IOException>(() => Send("none"));
    }

    [Fact]
    public void Of_a_session_only_what_was_asked_for_is_taken()
    {
        _from.Write("file", "x");
        Send("file");
        var returned = new ReturnedFiles();
        var result = Batch.FakeRunner.Result(Outcome.Exited, 0);
        string[] names = ["asked", "asked/too", "asked for not", "../asked", "other"];
        for (var index = 0; index < names.Length; index++)
        {
            returned.Expect(index, new ItemFiles([], ["asked"], _to[$"{index}"]));
            returned.Take(index, _parts[0] with { Name = names[index] });
        }

        // Nobody waits for it.
        returned.Take(77, _parts[0]);
        var ends = names.Select((_, index) => returned.End(new SentEnd(SentEndKind.Result, index, result, null))).ToArray();

        Assert.Equal([null, null, "ReturnFailed", "ReturnFailed", "ReturnFailed"], ends.Select(static end => end.Failure?.ErrorId));
        Assert.Equal([_to["0/asked"], _to["1/asked/too"]], Directory.GetFiles(_to.Path, "*", SearchOption.AllDirectories).Order());
    }

    private void Send(string name) =>
        new FileSender(new SendWindow(), static part => part.Write(), line => _parts.Add(SentPart.Read(line))).Send(_from[name], name, CancellationToken.None);

    private FileReceiver Receiver() => new(name => RelativeName.Below(_to.Path, name));
}
