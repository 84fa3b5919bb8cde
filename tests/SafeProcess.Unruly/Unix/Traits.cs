using System.Runtime.InteropServices;

namespace SafeProcess.Unruly;

/// <summary>What the processes of a tree do to stay.</summary>
internal static class Traits
{
    /// <summary>What a program is sent that is asked to end.</summary>
    public const PosixSignal StopSignal = PosixSignal.SIGTERM;

    /// <summary>What .NET needs, to start and to leave nothing behind.</summary>
    public static IReadOnlyList<string> NeededVariables { get; } = ["DOTNET_ROOT", "DOTNET_EnableDiagnostics"];

    public static void IgnoreStopSignals() => Libc.Ignore(Libc.SIGTERM, Libc.SIGINT, Libc.SIGHUP, Libc.SIGQUIT);

    public static void LeaveSession() => Libc.NewSession();

    public static void WaitUntilParentIsNot(int intermediate)
    {
        while (Libc.ParentId() == intermediate)
            Thread.Sleep(1);
    }
}
