using SafeProcess.Platform;
using SafeProcess.Threading;

namespace SafeProcess.Testing;

/// <summary>Programs of a run that follow scripts, joined as the system's pipes would join them.</summary>
internal sealed class ScriptedChild : IChild
{
    // Above what a system gives to processes, and odd, which Windows does not give either.
    private static int _lastId = 2_000_000_001;

    private readonly ScriptedTree _tree = new();
    private readonly ScriptedProcess[] _processes;
    private readonly ScriptedOutput _output = new();
    private readonly ProcessInput _input;
    private readonly TaskCompletionSource<ResourceLimit> _limitExceeded = new();
    private volatile bool _isOver;

    public ScriptedChild(ProcessSpec spec, IReadOnlyList<Script> scripts, TimeProvider time)
    {
        var specs = spec.Stages();
        _input = specs[0].Input;
        var errors = new ScriptedOutput?[specs.Count];
        _processes = new ScriptedProcess[specs.Count];
        for (var index = specs.Count - 1; index >= 0; index--)
        {
            var next = index + 1 < specs.Count ? _processes[index + 1] : null;
            var error = specs[index] is { MergeStandardError: true } or { Terminal: not null } ? null : new ScriptedOutput();
            errors[index] = error;
            _processes[index] = NewProcess(scripts[index], specs[index].FilePath, time, next, error);
        }

        Stages =
        [
            .. specs.Select((stage, index) => new ChildStage(
                stage.FilePath, stage.WorkingDirectory ?? Directory.GetCurrentDirectory(), _processes[index].Id, _processes[index].Exited, errors[index])),
        ];
    }

    /// <summary>Whether nothing asks for its programs any more.</summary>
    public bool IsOver => _isOver;

    /// <summary>Whether the run has taken notice of all that happened to its programs, as far as it needs no time for it.</summary>
    public bool HasSettled(ProcessRun run) => run.Completion.IsCompleted || (run.IsStopRequested ? _tree.IsAwaited : !IsExited || _tree.IsLookedAt);

    public IReadOnlyList<ChildStage> Stages { get; }

    public IOutputPipe StandardOutput => _output;

    public IInputPipe? StandardInput => _input.Chunks is null ? null : _processes[0];

    public IProcessTree Tree => _tree;

    public Containment Containment => Containment.Session;

    public Task<ResourceLimit>? LimitExceeded => _limitExceeded.Task;

    public string? Unguarded => null;

    public StartException? StartFailure => null;

    private bool IsExited => Array.TrueForAll(_processes, static process => process.Exited.IsCompleted);

    /// <summary>All begin.</summary>
    public void Begin()
    {
        if (_input is { FilePath: { } file })
            _processes[0].Give(File.ReadAllBytes(file));
        if (_input.Chunks is null)
            _processes[0].Dispose();
        foreach (var process in _processes)
            process.GoOn();
    }

    public void RunForeignCode(Action code, bool mayRunLater)
    {
        // Not on the thread of the clock.
        if (mayRunLater)
            ForeignCode.RunAside(code);
        else
            OwnThreads.RunForeignCode(code);
    }

    public ChildAccount Reap() => ChildAccount.Of([.. _processes.Select(static process => process.Account)]);

    public void Dispose() => _isOver = true;

    private ScriptedProcess NewProcess(Script script, string name, TimeProvider time, ScriptedProcess? next, ScriptedOutput? error)
    {
        var id = Interlocked.Add(ref _lastId, 2);
        var process = new ScriptedProcess(script, id, time)
        {
            Write = (kind, bytes) =>
            {
                if (kind == OutputKind.StandardError && error is not null)
                    error.Write(bytes);
                else if (next is not null)
                    next.Give(bytes);
                else
                    _output.Write(bytes);
            },
            Close = () =>
            {
                foreach (var descendant in script.Descendants)
                    _tree.Add(Interlocked.Add(ref _lastId, 2), descendant, process: null);
                _tree.Remove(id);
                if (next is null)
                    _output.EndAtPresent();
                else
                    next.Dispose();
                error?.EndAtPresent();
            },
            Exceed = limit =>
            {
                using (OwnContext.Enter())
                    _limitExceeded.TrySetResult(limit);
            },
        };
        _tree.Add(id, Path.GetFileName(name), process);
        return process;
    }
}
