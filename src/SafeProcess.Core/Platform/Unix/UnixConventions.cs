using System.Runtime.Versioning;
using System.Text;
using SafeProcess.Platform.Unix.Native;
using SafeProcess.Platform.Unix.Streams;

namespace SafeProcess.Platform.Unix;

/// <summary>Every signal, UTF-8, and files with a mode.</summary>
internal sealed class UnixConventions : ProgramConventions
{
    public override IReadOnlyList<StopSignal> StopSignals { get; } = Enum.GetValues<StopSignal>();

    // EPIPE, as strerror(3) tells it.
    public override IReadOnlyList<string> WordsOfBrokenPipe { get; } = ["Broken pipe"];

    public override bool TakeRawText => false;

    public override Encoding OutputEncoding => Encoding.UTF8;

    public override Encoding InputEncoding { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    public override ITerminalKeys TerminalKeys { get; } = new TerminalKeys();

    public override nint AllocatePages(int length)
    {
        using var none = new Descriptor();
        var address = LibC.Mmap(0, length, MemoryFlags.ReadWrite, MemoryFlags.Private | MemoryFlags.Anonymous, none, 0);
        return address != -1 ? address : throw new InsufficientMemoryException();
    }

    public override void FreePages(nint address, int length) => _ = LibC.Munmap(address, length);

    // As UTF-8, which has nothing for half of a character.
    public override bool CanPass(string text)
    {
        var rest = text.AsSpan();
        for (int found; (found = rest.IndexOfAnyInRange('\uD800', '\uDFFF')) >= 0; rest = rest[(found + 2)..])
        {
            if (found + 1 == rest.Length || !char.IsSurrogatePair(rest[found], rest[found + 1]))
                return false;
        }

        return true;
    }

    public override IReadOnlyList<bool> FindStandardStreams() => InheritedStreams.Find();

    public override bool IsNamedPipe(string path) => Fifo.Is(path);

    public override FileStream OpenNamedPipe(string path) => Fifo.OpenToWrite(path);

    [UnsupportedOSPlatform("windows")]
    public override void KeepPrivate(FileStreamOptions options) => options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
}
