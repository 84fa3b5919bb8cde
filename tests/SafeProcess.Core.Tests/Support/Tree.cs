using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace SafeProcess.Core.Tests.Support;

/// <summary>Watches a run's standard output for the processes that the test program announces (<c>pid N ...</c>), so that a test can
/// wait for an event and afterwards look for each of them. What it still finds when it is disposed, it kills.</summary>
internal sealed class Tree : IDisposable
{
    private readonly ConcurrentDictionary<int, ProcessEntry?> _announced = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _awaited = new();
    private readonly string _mark = $"UNRULY_TREE={Guid.NewGuid():N}";
    private readonly TextSink _text = new(ThisSystem.UnrulyEncoding);

    public Tree() => Sink = new(new Watcher(this), new TextSink(ThisSystem.UnrulyEncoding));

    /// <summary>Keeps both streams as text.</summary>
    public OutputSink Sink { get; }

    /// <summary>What has come on standard output.</summary>
    public string Text => _text.Text!;

    public IReadOnlyCollection<int> Ids => [.. _announced.Keys];

    /// <summary>The spec with a mark in its environment by which the tree's processes are found, those too that announced nothing.</summary>
    public ProcessSpec Mark(ProcessSpec spec)
    {
        var environment = spec.Environment.ToDictionary();
        environment["UNRULY_TREE"] = _mark.Split('=')[1];
        return spec with { Environment = environment };
    }

    /// <summary>Completes when this line has come.</summary>
    public Task Line(string line) => _awaited.GetOrAdd(line, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task
        .WaitAsync(ThisSystem.Ceiling, TestContext.Current.CancellationToken);

    /// <summary>Fails unless nothing of the tree is alive, and nothing of it is a zombie that this process should have reaped. (One whose
    /// parent died is init's to reap, in init's own time.)</summary>
    public void AssertGone()
    {
        Assert.NotEmpty(_announced);
        Assert.Empty(Alive());
        Assert.DoesNotContain(Entries(), entry => entry.ParentId == Environment.ProcessId);
    }

    public IReadOnlyList<ProcessEntry> Alive() =>
        [.. Entries().Where(entry => !entry.IsZombie).UnionBy(ProcessTable.WithEnvironment(_mark), entry => entry.Id)];

    /// <summary>Lets all of it end, as if by itself.</summary>
    public void End()
    {
        foreach (var left in Alive())
            Processes.Kill(left.Id);
    }

    public void Dispose() => End();

    private IEnumerable<ProcessEntry> Entries() =>
        from pair in _announced
        let now = ProcessTable.Find(pair.Key)
        where now is not null && (pair.Value is null || pair.Value.StartTime == now.StartTime)
        select now;

    private void Take(string line)
    {
        if (line.StartsWith("pid ", StringComparison.Ordinal) && int.TryParse(line.Split(' ')[1], CultureInfo.InvariantCulture, out var id))
            _announced[id] = ProcessTable.Find(id);
        _awaited.GetOrAdd(line, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    private sealed class Watcher(Tree tree) : StreamSink
    {
        private readonly StringBuilder _line = new();

        public override string? Text => tree._text.Text;

        public override ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken)
        {
            foreach (var one in chunk.Span)
            {
                if (one != '\n')
                {
                    _line.Append((char)one);
                    continue;
                }

                tree.Take(_line.ToString());
                _line.Clear();
            }

            return tree._text.WriteAsync(chunk, cancellationToken);
        }
    }
}
