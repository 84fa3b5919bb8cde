using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using SafeProcess.Platform.Windows.Native;

namespace SafeProcess.Platform.Windows;

/// <summary>Starts a program with CreateProcessW: in a Job Object of its own from its first instruction, in a process group of its own, without a window, with
/// the three standard handles alone.</summary>
internal sealed unsafe class WindowsLauncher : ILauncher
{
    public IChild Launch(ProcessSpec spec, string runId)
    {
        var directory = StartDirectory(spec);
        var environment = EnvironmentBlock.Of(EnvironmentVariables.Compose(spec, runId, StringComparer.OrdinalIgnoreCase));
        var path = CommandLookup.Find(spec);
        var (application, commandLine) = Command(spec, path, directory);
        JobControl? control = null;
        try
        {
            control = JobControl.For(spec);
            using var pipes = LaunchPipes.Open(spec);
            var process = Start(application, commandLine, environment, directory, control.Job, pipes, out var processId);
            try
            {
                return new WindowsChild(processId, process, path, directory, control, spec.OrphanPolicy == OrphanPolicy.Keep, pipes);
            }
            catch
            {
                // What cannot be watched must not run: closing the job ends it.
                process.Dispose();
                throw;
            }
        }
        catch (Win32Exception failure)
        {
            control?.Dispose();
            throw LaunchFailure.From(failure.NativeErrorCode, spec, path, directory);
        }
        catch
        {
            control?.Dispose();
            throw;
        }
    }

    private static string StartDirectory(ProcessSpec spec)
    {
        var directory = Path.GetFullPath(spec.WorkingDirectory ?? Environment.CurrentDirectory);
        if (!Directory.Exists(directory))
            throw LaunchFailure.Directory(spec, directory, File.Exists(directory) ? "is not a directory" : "does not exist");
        return directory;
    }

    private static (string Application, string CommandLine) Command(ProcessSpec spec, string path, string directory)
    {
        if (!BatchFile.IsOne(path))
        {
            var commandLine = CommandLineText.Of(spec.FilePath, spec.ArgumentList);
            return commandLine.Length <= CommandLineText.Longest ? (path, commandLine) : throw LaunchFailure.TooLong(spec, path, CommandLineText.Longest);
        }

        if (BatchFile.FindRefused(path, spec.ArgumentList) is { } refused)
            throw new StartException(StartFailure.ArgumentRefused, spec.FilePath, $"'{path}' was not started: {refused}.");
        if (directory.StartsWith(@"\\", StringComparison.Ordinal))
            throw LaunchFailure.Directory(spec, directory, "is a path in which cmd.exe runs no batch file: it would take another directory");
        // Not the one of ComSpec, which any environment can name.
        var interpreter = Path.Combine(Environment.SystemDirectory, "cmd.exe");
        var line = BatchFile.CommandLine(interpreter, path, spec.ArgumentList);
        return line.Length <= BatchFile.LongestLine ? (interpreter, line) : throw LaunchFailure.TooLong(spec, path, BatchFile.LongestLine);
    }

    /// <exception cref="Win32Exception">The system refuses it.</exception>
    private static SafeProcessHandle Start(
        string application, string commandLine, string environment, string directory, JobObject job, LaunchPipes pipes, out int processId)
    {
        using var attributes = new ProcessAttributes(job, pipes);
        var startup = new StartupInformation
        {
            Size = (uint)sizeof(StartupInformation),
            Flags = StartupInformation.UseStandardHandles,
            StandardInput = pipes.ChildInput.DangerousGetHandle(),
            StandardOutput = pipes.ChildOutput.DangerousGetHandle(),
            StandardError = pipes.ChildError.DangerousGetHandle(),
            Attributes = attributes.List,
        };
        // A console of its own, without a window, unless there is one to share: only at a shared one can it be asked to end without much ado.
        var flags = Kernel32.ExtendedStartupInformation | Kernel32.UnicodeEnvironment | Kernel32.NewProcessGroup
            | (ConsoleBreak.HostHasConsole ? 0 : Kernel32.NoWindow);
        ProcessInformation information;
        fixed (char* line = (commandLine + '\0').ToCharArray(), block = environment)
        {
            if (!Kernel32.CreateProcess(application, line, 0, 0, inheritHandles: true, flags, block, directory, &startup, &information))
                throw new Win32Exception(Marshal.GetLastPInvokeError());
        }

        Kernel32.CloseHandle(information.Thread);
        processId = information.ProcessId;
        return new SafeProcessHandle(information.Process, ownsHandle: true);
    }
}
