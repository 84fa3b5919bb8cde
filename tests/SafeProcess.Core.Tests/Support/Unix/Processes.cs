namespace SafeProcess.Core.Tests.Support;

/// <summary>What a test does to a process that is not its own.</summary>
internal static class Processes
{
    public static void Kill(int id) => Native.Kill(id, Native.SIGKILL);
}
