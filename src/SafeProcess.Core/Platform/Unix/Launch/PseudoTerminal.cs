using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Unix.Launch;

/// <summary>A pseudo-terminal (<c>pty(7)</c>): what is written to the host's end is typed at the program's, which reads and writes it like any terminal. It
/// does not show what is typed and leaves newlines as they are, so that its output is what a pipe would hold.</summary>
/// <param name="Host">Reads and types; does not block.</param>
/// <param name="Program">An open file of the program's end. While there is one, the host's end does not come to its end.</param>
/// <param name="Path">Whoever leads a session without a terminal and opens it has it as its own (<c>credentials(7)</c>).</param>
internal sealed record PseudoTerminal(Descriptor Host, Descriptor Program, string Path);
