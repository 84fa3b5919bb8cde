using System.Runtime.InteropServices;

namespace SafeProcess.Unruly;

/// <summary>What the processes of a tree do to stay.</summary>
internal static unsafe class Traits
{
    /// <summary>What a program is sent that is asked to end: CTRL_BREAK.</summary>
    public const PosixSignal StopSignal = PosixSignal.SIGQUIT;

    /// <summary>What .NET needs.</summary>
    public static IReadOnlyList<string> NeededVariables { get; } = ["DOTNET_ROOT", "SystemRoot"];

    public static void IgnoreStopSignals() => Kernel32.SetConsoleCtrlHandler(&Handled, add: true);

    /// <summary>A process cannot leave its group and console here: its parent starts it outside.</summary>
    public static void LeaveSession()
    {
    }

    public static void WaitUntilParentIsNot(int intermediate) => Kernel32.WaitForEnd(intermediate);

    [UnmanagedCallersOnly]
    private static int Handled(uint control) => 1;
}
