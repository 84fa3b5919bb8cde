using System.Diagnostics;

namespace SafeProcess.Tests.Harness;

/// <summary>Starts programs that a test sends signals to. A background job of a shell without job control ignores SIGINT and SIGQUIT, what
/// <c>nohup</c> started ignores SIGHUP, and every descendant inherits that: without this, a test run started so would wait for programs
/// that never hear.</summary>
internal static class DefaultSignals
{
    // It becomes the program by exec, so the process id is the program's. Where env cannot do it, the program gets what the test run has.
    private static readonly string[] _reset = Command.Output("env", "--default-signal", "true") is null ? [] : ["env", "--default-signal"];

    /// <summary>How to start a program so that no signal is ignored when it begins.</summary>
    public static ProcessStartInfo For(params string[] command) => Command.StartInfo([.. _reset, .. command]);
}
