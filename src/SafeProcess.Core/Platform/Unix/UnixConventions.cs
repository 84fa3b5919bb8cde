using System.Text;

namespace SafeProcess.Platform.Unix;

/// <summary>Every signal, and UTF-8.</summary>
internal sealed class UnixConventions : ProgramConventions
{
    public override IReadOnlyList<StopSignal> StopSignals { get; } = Enum.GetValues<StopSignal>();

    // EPIPE, as strerror(3) tells it.
    public override IReadOnlyList<string> WordsOfBrokenPipe { get; } = ["Broken pipe"];

    public override Encoding OutputEncoding => Encoding.UTF8;

    public override Encoding InputEncoding { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
}
