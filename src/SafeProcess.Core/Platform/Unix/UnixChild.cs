using System.Runtime.InteropServices;
using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Unix;

/// <summary>A program that was started. Until it is reaped its id, and so its session's, cannot be given to
/// another process.</summary>
internal sealed unsafe class UnixChild : IChild
{
    private readonly long _hostPeak;
    private readonly GuardedTree _guarded;
    private readonly TreeControl? _control;

    public UnixChild(
        int processId, string filePath, string workingDirectory, IProcessTree tree, Task exited, GuardedTree guarded, TreeControl? control,
        IOutputPipe standardOutput, IOutputPipe? standardError, IInputPipe? standardInput)
    {
        ProcessId = processId;
        FilePath = filePath;
        WorkingDirectory = workingDirectory;
        Tree = tree;
        Exited = exited;
        _guarded = guarded;
        StandardOutput = standardOutput;
        StandardError = standardError;
        StandardInput = standardInput;
        _control = control;
        // On Linux a child begins with its host's memory, which counts as its own. On macOS a spawned one begins with none.
        ResourceUsage host;
        _hostPeak = OperatingSystem.IsMacOS() ? 0 : LibC.Getrusage(0, &host) == 0 ? host.PeakMemory : long.MaxValue;
    }

    public int ProcessId { get; }

    public string FilePath { get; }

    public string WorkingDirectory { get; }

    public IProcessTree Tree { get; }

    public Task Exited { get; }

    public Containment Containment => _control?.Containment ?? Containment.Session;

    public Task<ResourceLimit>? LimitExceeded => _control?.Exceeded;

    public string? Unguarded => _guarded.Unguarded;

    public IOutputPipe StandardOutput { get; }

    public IOutputPipe? StandardError { get; }

    public IInputPipe? StandardInput { get; }

    public void RunForeignCode(Action code) => Reactor.RunForeignCode(code);

    public ChildAccount Reap()
    {
        // While the guardian knows of the tree, the program's id must stay the program's.
        _guarded.Dispose();
        int status;
        ResourceUsage usage;
        int answer;
        do
            answer = LibC.Wait4(ProcessId, &status, WaitFlags.NoHang, &usage);
        while (answer < 0 && Marshal.GetLastPInvokeError() == ErrorNumber.EINTR);
        if (answer != ProcessId)
            throw new SystemCallException($"wait4 of process {ProcessId}", answer < 0 ? Marshal.GetLastPInvokeError() : ErrorNumber.ECHILD);

        var signal = status & 0x7f;
        long? peak = usage.PeakMemory > _hostPeak ? usage.PeakMemory : null;
        var account = signal == 0
            ? new ChildAccount((status >> 8) & 0xff, null, null, usage.ProcessorTime, peak)
            : new ChildAccount(null, signal, SignalNames.Of(signal), usage.ProcessorTime, peak);
        return _control?.Complete(account) ?? account;
    }

    public void Dispose()
    {
        StandardOutput.Dispose();
        StandardError?.Dispose();
        StandardInput?.Dispose();
        _control?.Dispose();
    }
}
