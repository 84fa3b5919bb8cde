using System.Collections.Concurrent;
using System.Threading.Channels;
using SafeProcess.Platform;

namespace SafeProcess.Core.Tests.Unit.Fakes;

/// <summary>Programs that do what a test says: they are their own launcher. The last one has <see cref="Id"/>, those before it ids below.</summary>
internal sealed class FakeChild : IChild, ILauncher
{
    private readonly FakeTree _tree;
    private readonly TaskCompletionSource[] _exits;
    private readonly StageAccount[] _accounts;

    public FakeChild(FakeTree? tree = null, int stages = 1)
    {
        _tree = tree ?? new FakeTree(Id);
        // Of several programs the run is to see in which order they end.
        var options = stages == 1 ? TaskCreationOptions.RunContinuationsAsynchronously : TaskCreationOptions.None;
        _exits = [.. Enumerable.Range(0, stages).Select(_ => new TaskCompletionSource(options))];
        _accounts = new StageAccount[stages];
        Errors = [.. _exits.Select(_ => new FakeOutput())];
        Stages = [.. _exits.Select((exit, stage) => new ChildStage(
            stage == stages - 1 ? "/fake/program" : $"/fake/stage{stage + 1}", "/fake", IdOf(stage), exit.Task, Errors[stage]))];
        // A program is of its own tree, and ends with it.
        _tree.OnKill = member =>
        {
            _tree.End(member);
            if (Stages.Any(stage => stage.ProcessId == member.Id))
                ExitStage(member.Id - IdOf(0), signal: 9);
        };
    }

    public const int Id = 100;

    public FakeOutput Output { get; } = new();

    public IReadOnlyList<FakeOutput> Errors { get; }

    public FakeOutput Error => Errors[^1];

    public ConcurrentQueue<string> Log { get; } = [];

    public IReadOnlyList<ChildStage> Stages { get; }

    public IOutputPipe StandardOutput => Output;

    public IInputPipe? StandardInput => null;

    /// <summary>The member of the tree that takes a moment; null for none.</summary>
    public string? Slow { get; init; }

    public IProcessTree Tree => Slow is null ? _tree : new SlowTree(_tree, Slow);

    public Containment Containment => Containment.Session;

    public Task<ResourceLimit>? LimitExceeded { get; init; }

    public string? Unguarded { get; init; }

    public StartException? StartFailure { get; init; }

    public IChild Launch(ProcessSpec spec, string runId) => this;

    public void RunForeignCode(Action code, bool mayRunLater)
    {
        if (mayRunLater)
            ThreadPool.QueueUserWorkItem(_ => code());
        else
            code();
    }

    /// <summary>The last program ends; what it left in its streams stays to be read.</summary>
    public void Exit(int? code = null, int? signal = null) => ExitStage(Stages.Count - 1, code, signal);

    /// <summary>One of the programs ends.</summary>
    public void ExitStage(int stage, int? code = null, int? signal = null)
    {
        _accounts[stage] = signal is { } number
            ? new(null, number, number == 13 ? "SIGPIPE" : "SIGKILL", TimeSpan.FromSeconds(1), 10 + stage)
            : new(code ?? 0, null, null, TimeSpan.FromSeconds(1), 10 + stage);
        if (_tree.Alive.FirstOrDefault(member => member.Id == IdOf(stage)) is { } self)
            _tree.End(self);
        _exits[stage].TrySetResult();
    }

    public ChildAccount Reap()
    {
        Assert.All(_exits, exit => Assert.True(exit.Task.IsCompleted));
        Log.Enqueue("reaped");
        return ChildAccount.Of(_accounts);
    }

    public void Dispose() => Log.Enqueue("disposed");

    private int IdOf(int stage) => Id - (_exits.Length - 1) + stage;
}

/// <summary>A stream whose bytes come when a test says.</summary>
internal sealed class FakeOutput : IOutputPipe
{
    // A byte is read on the thread that writes it: fake time must not run ahead of the reader.
    private readonly Channel<byte[]> _chunks = Channel.CreateUnbounded<byte[]>(new() { AllowSynchronousContinuations = true });

    public bool EndedAtPresent { get; private set; }

    public bool Disposed { get; private set; }

    public void Write(string text) => _chunks.Writer.TryWrite(System.Text.Encoding.UTF8.GetBytes(text));

    public void Close() => _chunks.Writer.TryComplete();

    /// <summary>What is read after this cannot be.</summary>
    public void Fail(Exception failure) => _chunks.Writer.TryComplete(failure);

    public async ValueTask<OutputChunk> ReadAsync()
    {
        while (await _chunks.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            if (_chunks.Reader.TryRead(out var bytes))
                return new(bytes, null);
        }

        return default;
    }

    public void EndAtPresent()
    {
        EndedAtPresent = true;
        Close();
    }

    public void Dispose()
    {
        Disposed = true;
        Close();
    }
}
