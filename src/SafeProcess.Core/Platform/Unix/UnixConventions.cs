using System.Runtime.Versioning;
using System.Text;

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

    [UnsupportedOSPlatform("windows")]
    public override void KeepPrivate(FileStreamOptions options) => options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
}
