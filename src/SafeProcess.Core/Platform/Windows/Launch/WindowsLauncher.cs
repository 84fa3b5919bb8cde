using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using SafeProcess.Platform.Windows.Limits;
using SafeProcess.Platform.Windows.Native;
using SafeProcess.Platform.Windows.Tree;

namespace SafeProcess.Platform.Windows.Launch;

/// <summary>Starts programs with CreateProcessW: in the Job Object of the run from their first instruction, each in a process group of its own, without a window, with
/// the three standard handles alone.</summary>
internal sealed unsafe class WindowsLauncher : ILauncher
{
    public IChild Launch(ProcessSpec spec, string runId)
    {
        var programs = ProgramStart.AllOf(spec, runId);
        JobControl control;
        try
        {
            control = JobControl.For(spec);
        }
        catch (Win32Exception failure)
        {
            throw programs[^1].Fail(failure);
        }

        // What cannot be watched must not run: closing the job ends it.
        var child = new WindowsChild(control, spec.OrphanPolicy == OrphanPolicy.Keep);
        SafeFileHandle? upstream = null;
        try
        {
            for (var index = 0; index < programs.Length; index++)
                StartNext(programs[index], spec.Priority, child, control.Job, ref upstream, isLast: index == programs.Length - 1);
            return child;
        }
        catch (StartException failure) when (child.Stages.Count > 0)
        {
            child.StartFailure = failure.AtStage(child.Stages.Count + 1, programs.Length);
            return child;
        }
        catch (StartException failure)
        {
            child.Dispose();
            throw programs.Length > 1 ? failure.AtStage(1, programs.Length) : failure;
        }
        catch
        {
            child.Dispose();
            throw;
        }
        finally
        {
            upstream?.Dispose();
        }
    }

    private static void StartNext(ProgramStart program, ProcessPriorityClass? priority, WindowsChild child, JobObject job, ref SafeFileHandle? upstream, bool isLast)
    {
        try
        {
            using var pipes = LaunchPipes.Open(program.Spec, upstream, isLast);
            var process = Start(program, priority, job, pipes, out var processId);
            job.Refilled();
            child.Add(program, processId, process, pipes);
            upstream?.Dispose();
            upstream = pipes.TakeDownstream();
        }
        catch (Win32Exception failure)
        {
            throw program.Fail(failure);
        }
    }

    /// <exception cref="Win32Exception">The system refuses it.</exception>
    private static SafeProcessHandle Start(ProgramStart program, ProcessPriorityClass? priority, JobObject job, LaunchPipes pipes, out int processId)
    {
        using var attributes = new ProcessAttributes(job, pipes);
        var startup = new StartupInformation
        {
            Size = (uint)sizeof(StartupInformation),
            Flags = StartupInformation.UseStandardHandles,
            // With a console: none, or the system would give it those of the host.
            StandardInput = HandleOf(pipes.ChildInput, pipes),
            StandardOutput = HandleOf(pipes.ChildOutput, pipes),
            StandardError = HandleOf(pipes.ChildError, pipes),
            Attributes = attributes.List,
        };
        // A console of its own, without a window, unless there is one to share: only at a shared one can it be asked to end without much ado.
        var flags = Kernel32.ExtendedStartupInformation | Kernel32.UnicodeEnvironment
            // At a console of its own Ctrl+C is a key, which the first of a group does not hear.
            | (pipes.Console is not null ? 0 : Kernel32.NewProcessGroup | (ConsoleBreak.HostHasConsole ? 0 : Kernel32.NoWindow))
            // The values are those of the system.
            | (uint)(priority ?? 0);
        ProcessInformation information;
        fixed (char* line = (program.CommandLine + '\0').ToCharArray(), block = program.Environment)
        {
            if (!Kernel32.CreateProcess(program.Application, line, 0, 0, inheritHandles: pipes.Console is null, flags, block, program.Directory, &startup, &information))
                throw new Win32Exception(Marshal.GetLastPInvokeError());
        }

        Kernel32.CloseHandle(information.Thread);
        processId = information.ProcessId;
        return new SafeProcessHandle(information.Process, ownsHandle: true);
    }

    private static nint HandleOf(SafeHandle handle, LaunchPipes pipes) => pipes.Console is null ? handle.DangerousGetHandle() : 0;
}
