using SafeProcess.Platform.Unix.Launch;

namespace SafeProcess.Platform.Mac.Launch;

/// <summary>Programs that were started on macOS, where a spawned one begins with no memory of its host's.</summary>
internal sealed class MacChild(ProgramChain chain, IProcessTree tree) : UnixChild(chain, tree, inheritedPeak: 0)
{
    public override string? Unguarded => "the guardian looks for trees in /proc, which macOS does not have";
}
