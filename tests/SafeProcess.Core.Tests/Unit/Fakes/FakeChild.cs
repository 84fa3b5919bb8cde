using System.Collections.Concurrent;
using System.Threading.Channels;
using SafeProcess.Platform;

namespace SafeProcess.Core.Tests.Unit.Fakes;

/// <summary>A program that does what a test says: it is its own launcher.</summary>
internal sealed class FakeChild : IChild, ILauncher
{
    private readonly TaskCompletionSource _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly FakeTree _tree;
    private ChildAccount _account;

    public FakeChild(FakeTree? tree = null)
    {
        _tree = tree ?? new FakeTree(Id);
        // The program is of its own tree, and ends with it.
        var signaled = _tree.OnSignal;
        _tree.OnKill = member =>
        {
            _tree.End(member);
            if (member.Id == Id)
                Exit(signal: 9);
        };
        _tree.OnSignal = signaled;
    }

    public const int Id = 100;

    public FakeOutput Output { get; } = new();

    public FakeOutput Error { get; } = new();

    public ConcurrentQueue<string> Log { get; } = [];

    public string FilePath => "/fake/program";

    public string WorkingDirectory => "/fake";

    public int ProcessId => Id;

    public IOutputPipe StandardOutput => Output;

    public IOutputPipe StandardError => Error;

    public IInputPipe? StandardInput => null;

    public Task Exited => _exited.Task;

    public IProcessTree Tree => _tree;

    public Containment Containment => Containment.Session;

    public Task<ResourceLimit>? LimitExceeded { get; init; }

    public string? Unguarded { get; init; }

    public IChild Launch(ProcessSpec spec, string runId) => this;

    public void RunForeignCode(Action code) => ThreadPool.QueueUserWorkItem(_ => code());

    /// <summary>The program ends; what it left in its streams stays to be read.</summary>
    public void Exit(int? code = null, int? signal = null)
    {
        _account = new(signal is null ? code ?? 0 : null, signal, signal is null ? null : "SIGKILL", TimeSpan.Zero, null);
        if (_tree.Alive.FirstOrDefault(member => member.Id == Id) is { } self)
            _tree.End(self);
        _exited.TrySetResult();
    }

    public ChildAccount Reap()
    {
        Assert.True(Exited.IsCompleted);
        Log.Enqueue("reaped");
        return _account;
    }

    public void Dispose() => Log.Enqueue("disposed");
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
