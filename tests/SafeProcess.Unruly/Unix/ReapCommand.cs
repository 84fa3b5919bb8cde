using System.Collections;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace SafeProcess.Unruly;

/// <summary>Runs a program, and reaps what is orphaned below it.</summary>
internal static unsafe partial class ReapCommand
{
    private const int PR_SET_CHILD_SUBREAPER = 36;
    private const int SCHED_RR = 2;

    public static int Run(ReadOnlySpan<string> command)
    {
        if (command.IsEmpty)
            throw new CommandLineException("PROGRAM is missing");
        if (ProcessControl(PR_SET_CHILD_SUBREAPER, 1) != 0)
            throw new Win32Exception();
        string?[] environment = [.. Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(variable => $"{variable.Key}={variable.Value}"), null];
        // Not by Process, which waits for its children itself and may come first.
        int program;
        var error = WaitCalls.Spawn(&program, command[0], null, null, [.. command, null], environment);
        if (error != 0)
            throw new Win32Exception(error);

        // The dead must not use up the system's ids.
        var priority = 2;
        _ = SetScheduler(0, SCHED_RR, &priority);
        var status = 0;
        int ended;
        do
        {
            ended = WaitCalls.WaitProcess(-1, &status, 0);
        }
        while (ended > 0 && ended != program);
        return (status & 0x7F) == 0 ? status >> 8 : Lifetime.Outlived;
    }

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int ProcessControl(int option, nuint argument);

    [LibraryImport("libc", EntryPoint = "sched_setscheduler")]
    private static partial int SetScheduler(int thread, int policy, int* priority);
}
