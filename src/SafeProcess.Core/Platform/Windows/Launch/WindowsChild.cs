using Microsoft.Win32.SafeHandles;
using SafeProcess.Platform.Windows.Limits;
using SafeProcess.Platform.Windows.Native;
using SafeProcess.Platform.Windows.Streams;
using SafeProcess.Platform.Windows.Tree;
using SafeProcess.Platform.Windows.Watch;
using SafeProcess.Threading;

namespace SafeProcess.Platform.Windows.Launch;

/// <summary>Programs started by <see cref="WindowsLauncher"/>. As long as their handles are open their ids cannot be given to other processes.</summary>
internal sealed unsafe class WindowsChild : IChild
{
    private readonly List<ChildStage> _stages = [];
    private readonly List<SafeProcessHandle> _processes = [];
    private readonly JobControl _control;
    private readonly bool _keepsOrphans;

    public WindowsChild(JobControl control, bool keepsOrphans)
    {
        _control = control;
        _keepsOrphans = keepsOrphans;
        Tree = new JobProcessTree(control.Job, _stages);
    }

    public IReadOnlyList<ChildStage> Stages => _stages;

    public IProcessTree Tree { get; }

    public Containment Containment => Containment.JobObject;

    public Task<ResourceLimit>? LimitExceeded => _control.Exceeded;

    /// <summary>The system closes the host's handle on the job when the host dies, and that ends the tree.</summary>
    public string? Unguarded => null;

    public StartException? StartFailure { get; set; }

    /// <summary>Not before the last program has been started.</summary>
    public IOutputPipe StandardOutput { get; private set; } = null!;

    public IInputPipe? StandardInput { get; private set; }

    /// <summary>A program has been started.</summary>
    /// <param name="program">Which one.</param>
    /// <param name="processId">Its id.</param>
    /// <param name="process">Owned from now on.</param>
    /// <param name="pipes">The host's ends are taken.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">It cannot be watched.</exception>
    public void Add(ProgramStart program, int processId, SafeProcessHandle process, LaunchPipes pipes)
    {
        Task exited;
        try
        {
            exited = ExitWatch.WhenEndedAsync(process);
        }
        catch
        {
            Kernel32.TerminateProcess(process, 1);
            process.Dispose();
            throw;
        }

        if (pipes.TakeConsole() is { } console)
            _ = console.CloseAfterAsync(exited);
        _processes.Add(process);
        _stages.Add(new ChildStage(
            program.Path, program.Directory, processId, exited, pipes.TakeError() is { } error ? new OverlappedOutputPipe(error) : null));
        if (pipes.TakeOutput() is { } output)
            StandardOutput = new OverlappedOutputPipe(output);
        if (pipes.TakeInput() is { } input)
            StandardInput = new OverlappedInputPipe(input);
    }

    /// <summary>Threads of the pool serve no other run.</summary>
    public void RunForeignCode(Action code, bool mayRunLater) => OwnThreads.RunForeignCode(code);

    public ChildAccount Reap()
    {
        var exceeded = _control.FindExceeded();
        if (_keepsOrphans && StartFailure is null)
            _control.Job.LetGo();
        return new ChildAccount([.. _processes.Select(AccountOf)], _control.Job.ProcessorTime, _control.Job.PeakMemory, exceeded);
    }

    public void Dispose()
    {
        StandardOutput?.Dispose();
        foreach (var stage in _stages)
            stage.StandardError?.Dispose();
        StandardInput?.Dispose();
        _control.Dispose();
        _processes.ForEach(process => process.Dispose());
    }

    private static StageAccount AccountOf(SafeProcessHandle process)
    {
        var memory = new MemoryCounters { Size = (uint)sizeof(MemoryCounters) };
        return new StageAccount(
            Kernel32.GetExitCodeProcess(process, out var exitCode) ? exitCode : null, null, null,
            Kernel32.GetProcessTimes(process, out _, out _, out var kernel, out var user) ? TimeSpan.FromTicks(kernel + user) : default,
            Kernel32.GetProcessMemory(process, &memory, memory.Size) && memory.PeakPagefileUsage > 0 ? (long)memory.PeakPagefileUsage : null);
    }
}
