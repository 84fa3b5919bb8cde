using System.Runtime.Versioning;
using SafeProcess.Platform.Linux.Native;

namespace SafeProcess.Platform.Linux.Limits;

/// <summary>The soft limit on descriptors that the host was started with. .NET raises its own to the hard one before any code runs, and keeps no note of it; children
/// would inherit that, and some programs look at every number up to the limit. What whoever started the host has itself is what the host had, unless something in
/// between changed it in the host's own process: of that nothing is left to see.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe class InheritedFileLimit
{
    private static readonly Limit? _inherited = Find();

    /// <summary>Gives a child back what the host was given. It may have started already: nothing is worth holding it for this.</summary>
    public static void Restore(int processId)
    {
        if (_inherited is { } limit)
            _ = LinuxLibC.Prlimit(processId, Limit.OpenFiles, &limit, null);
    }

    /// <returns>Null when it is that of the host, or cannot be known.</returns>
    private static Limit? Find()
    {
        Limit own, theirs;
        var parent = LinuxLibC.ParentId();
        // A process of another user, and one outside a container, tells nothing.
        if (parent < 1 || LinuxLibC.Prlimit(0, Limit.OpenFiles, null, &own) != 0 || LinuxLibC.Prlimit(parent, Limit.OpenFiles, null, &theirs) != 0)
            return null;
        // Another hard limit says that somebody in between set one; a soft one below the hard, that .NET left it alone.
        return own.Soft == own.Hard && theirs.Hard == own.Hard && theirs.Soft < own.Soft ? theirs : null;
    }
}
