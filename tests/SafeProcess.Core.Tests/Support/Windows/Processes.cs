namespace SafeProcess.Core.Tests.Support;

/// <summary>What a test does to a process that is not its own.</summary>
internal static class Processes
{
    public const int ExitCodeOfKilled = 137;

    public static void Kill(int id)
    {
        using var process = Native.OpenProcess(Native.Terminate, false, id);
        if (!process.IsInvalid)
            Native.TerminateProcess(process, ExitCodeOfKilled);
    }
}
