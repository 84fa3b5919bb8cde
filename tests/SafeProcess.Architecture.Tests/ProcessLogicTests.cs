namespace SafeProcess.Architecture.Tests;

/// <summary>Who runs, drains, feeds, times and ends programs. Every feature composes these; none has its own.</summary>
public sealed class ProcessLogicTests
{
    [Fact]
    public void Only_the_run_launches_and_reaps() =>
        Offenders.NoneBut(["SafeProcess.ProcessRun"], Call.All.Where(static call =>
            call is { Type: "SafeProcess.Platform.ILauncher", Name: "Launch" } or { Type: "SafeProcess.Platform.IChild", Name: "Reap" }));

    [Fact]
    public void Only_the_drain_reads_what_a_program_writes() =>
        Offenders.NoneBut(["SafeProcess.Runs.Drain"], Call.All.Where(static call =>
            call is { Type: "SafeProcess.Platform.IOutputPipe", Name: "ReadAsync" }));

    [Fact]
    public void Only_the_feed_writes_what_a_program_reads() =>
        Offenders.NoneBut(["SafeProcess.Runs.InputFeed"], Call.All.Where(static call =>
            call is { Type: "SafeProcess.Platform.IInputPipe", Name: "WriteAsync" }));

    [Fact]
    public void Only_the_stop_ladder_signals_and_kills() =>
        Offenders.NoneBut(["SafeProcess.Runs.StopLadder"], Call.All.Where(static call =>
            call is { Type: "SafeProcess.Platform.IProcessTree", Name: "Signal" or "KillAsync" }));

    /// <summary>Where no thread can be had the pool is better than nothing. (On Windows the bytes of pipes come through it, as .NET has it.)</summary>
    [Fact]
    public void No_run_needs_the_thread_pool_of_its_host() =>
        Offenders.NoneBut(
            ["SafeProcess.Threading.OwnThreads", "SafeProcess.Platform.Unix.Watch.Reactor"],
            Call.All.Except(Call.AboveCore).Where(static call => call is { Type: "System.Threading.ThreadPool" } or { Type: "System.Threading.Tasks.Task", Name: "Run" or "Yield" }
                or { Type: "System.Threading.CancellationTokenSource", Name: "CancelAsync" }));

    [Fact]
    public void Nothing_uses_the_processes_of_the_framework() =>
        Offenders.None(Call.All.Where(static call => call.Type is "System.Diagnostics.Process" or "System.Diagnostics.ProcessStartInfo")
            .Select(static call => call.ToString()));

    /// <summary>Both cancel runs when this process itself is to end.</summary>
    [Fact]
    public void Above_Core_only_those_that_end_with_the_host_hear_signals() =>
        Offenders.NoneBut(["SafeProcess.Cli.TerminationSignals", "SafeProcess.Commands.ActiveRuns"], Call.AboveCore.Where(static call =>
            call is { Type: "System.Runtime.InteropServices.PosixSignalRegistration", Name: "Create" }
                or { Type: "System.Console", Name: "add_CancelKeyPress" }));

    /// <summary>The deadlines of a run are Core's. What is timed above it: when items of a batch start and for how long, its progress
    /// and that of a run as people see it, how long somebody waits for a job or for the next attempt, the pauses between two looks at a port, the one in a
    /// line that has not ended, how long a session of a batch may take to end or tell nothing, when it tells that it is there, how long the ends of its items wait for each other, and how long something else may go on in another session before it is busy.</summary>
    [Fact]
    public void Above_Core_only_what_is_no_deadline_of_a_run_is_timed() =>
        Offenders.NoneBut(
            [
                "SafeProcess.Commands.BatchScheduler", "SafeProcess.Commands.InvokeSafeProcessBatchCommand", "SafeProcess.Commands.WaitSafeProcessCommand",
                "SafeProcess.Commands.AwaitedPort", "SafeProcess.Commands.RunProgress", "SafeProcess.Commands.UnfinishedLine", "SafeProcess.Commands.SessionDispatcher",
                "SafeProcess.Commands.FarSession", "SafeProcess.Commands.SilenceWatch", "SafeProcess.Commands.SessionPulse", "SafeProcess.Commands.SessionOutput",
            ],
            Call.AboveCore.Where(static call =>
                call is { Type: "System.TimeProvider", Name: "CreateTimer" } || IsTimed(call) || IsOtherClock(call)));

    [Fact]
    public void Above_the_seam_time_is_the_TimeProvider() =>
        Offenders.None(Call.AboveTheSeam.Where(IsOtherClock).Select(static call => call.ToString()));

    /// <summary>Both wait in the middle of a start, which has no other thread to go on with, and count nothing: a file may stop being busy, a child may come
    /// to its gate.</summary>
    [Fact]
    public void Below_the_seam_it_is_as_well() =>
        Offenders.NoneBut(
            ["SafeProcess.Platform.Linux.Launch.LaunchGate", "SafeProcess.Platform.Linux.Launch.LinuxLauncher"], Call.BelowTheSeam.Where(IsOtherClock));

    /// <summary>The kernel says when a process was born by a clock of its own, which nothing but such times is compared with.</summary>
    [Fact]
    public void The_clock_of_the_kernel_is_asked_in_one_place() =>
        Offenders.NoneBut(["SafeProcess.Platform.Linux.Tree.BootClock"], Call.All.Where(static call => call is { Type: "SafeProcess.Platform.Linux.Native.LinuxLibC", Name: "ClockGetTime" }));

    private static bool IsTimed(Call call) => call.Type.StartsWith("System.", StringComparison.Ordinal) && call.Passes("System.TimeProvider");

    private static bool IsOtherClock(Call call) => call switch
    {
        { Type: "System.Diagnostics.Stopwatch" or "System.Threading.Timer" or "System.Timers.Timer" } => true,
        { Type: "System.DateTime" or "System.DateTimeOffset", Name: "get_Now" or "get_UtcNow" or "get_Today" } => true,
        { Type: "System.Environment", Name: "get_TickCount" or "get_TickCount64" } => true,
        { Type: "System.Threading.Thread", Name: "Sleep" } or { Type: "System.Threading.CancellationTokenSource", Name: "CancelAfter" } => true,
        { Type: "System.Threading.Tasks.Task", Name: "Delay" or "WaitAsync" } or { Type: "System.Threading.Tasks.Task`1", Name: "WaitAsync" }
            or { Type: "System.Threading.CancellationTokenSource" or "System.Threading.PeriodicTimer", Name: ".ctor" } =>
            call.Passes("System.TimeSpan", "System.Int32") && !call.Passes("System.TimeProvider"),
        _ => false,
    };
}
