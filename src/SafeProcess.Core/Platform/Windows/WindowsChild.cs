using Microsoft.Win32.SafeHandles;
using SafeProcess.Platform.Windows.Native;

namespace SafeProcess.Platform.Windows;

/// <summary>A program started by <see cref="WindowsLauncher"/>. As long as its handle is open its id cannot be given to another process.</summary>
internal sealed class WindowsChild : IChild
{
    private readonly SafeProcessHandle _process;
    private readonly JobControl _control;
    private readonly bool _keepsOrphans;

    public WindowsChild(int processId, SafeProcessHandle process, string filePath, string workingDirectory, JobControl control, bool keepsOrphans, LaunchPipes pipes)
    {
        ProcessId = processId;
        _process = process;
        FilePath = filePath;
        WorkingDirectory = workingDirectory;
        _control = control;
        _keepsOrphans = keepsOrphans;
        Exited = ExitWatch.WhenEndedAsync(process);
        Tree = new JobProcessTree(control.Job, processId, Exited);
        StandardOutput = new OverlappedOutputPipe(pipes.TakeOutput());
        StandardError = pipes.TakeError() is { } error ? new OverlappedOutputPipe(error) : null;
        StandardInput = pipes.TakeInput() is { } input ? new OverlappedInputPipe(input) : null;
    }

    public int ProcessId { get; }

    public string FilePath { get; }

    public string WorkingDirectory { get; }

    public IProcessTree Tree { get; }

    public Task Exited { get; }

    public Containment Containment => Containment.JobObject;

    public Task<ResourceLimit>? LimitExceeded => _control.Exceeded;

    /// <summary>The system closes the host's handle on the job when the host dies, and that ends the tree.</summary>
    public string? Unguarded => null;

    public IOutputPipe StandardOutput { get; }

    public IOutputPipe? StandardError { get; }

    public IInputPipe? StandardInput { get; }

    /// <summary>The end of a run is told on a thread of the pool, which serves no other run.</summary>
    public void RunForeignCode(Action code) => code();

    public ChildAccount Reap()
    {
        var exceeded = _control.FindExceeded();
        if (_keepsOrphans)
            _control.Job.LetGo();
        return new ChildAccount(
            Kernel32.GetExitCodeProcess(_process, out var exitCode) ? exitCode : null, null, null,
            _control.Job.ProcessorTime, _control.Job.PeakMemory, exceeded);
    }

    public void Dispose()
    {
        StandardOutput.Dispose();
        StandardError?.Dispose();
        StandardInput?.Dispose();
        _control.Dispose();
        _process.Dispose();
    }
}
