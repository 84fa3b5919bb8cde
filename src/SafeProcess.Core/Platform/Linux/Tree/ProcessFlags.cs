using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Linux.Tree;

/// <summary>What <c>/proc/ID/stat</c> says of a process that is about to end, as bits (<c>include/linux/sched.h</c> in the kernel).</summary>
internal static class ProcessFlags
{
    /// <summary>Of its flags: it is exiting (<c>PF_EXITING</c>).</summary>
    public const long Exiting = 0x4;

    /// <summary>Of its flags: a signal ended it (<c>PF_SIGNALED</c>).</summary>
    public const long Signaled = 0x400;

    /// <summary>Of its pending signals: SIGKILL.</summary>
    public const long Kill = 1 << (SignalNames.SIGKILL - 1);
}
