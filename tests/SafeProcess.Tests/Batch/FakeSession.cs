using SafeProcess.Commands;

namespace SafeProcess.Tests.Batch;

/// <summary>A session that runs nothing: the test says what happens in it.</summary>
internal sealed class FakeSession(string computerName) : IBatchSession
{
    private IBatchSessionObserver? _observer;

    public string ComputerName => computerName;

    /// <summary>The index of each item that was sent, in order.</summary>
    public List<long> Sent { get; } = [];

    /// <summary>The last item that was sent.</summary>
    public ItemCall? Last { get; private set; }

    public bool WasStopped { get; private set; }

    public bool WasCompleted { get; private set; }

    public bool WasAbandoned { get; private set; }

    public void Open(IBatchSessionObserver observer) => _observer = observer;

    public void Send(ItemCall call)
    {
        Sent.Add(call.Index);
        Last = call;
    }

    /// <summary>How many items were asked back, each time.</summary>
    public List<int> AskedBack { get; } = [];

    public void GiveBack(int count) => AskedBack.Add(count);

    public void Give(params long[] indexes)
    {
        foreach (var index in indexes)
            _observer!.Ended(this, new SentEnd(SentEndKind.GivenBack, index, null, null));
        _observer!.Ended(this, new SentEnd(SentEndKind.Gave, indexes.Length, null, null));
    }

    public void Stop() => WasStopped = true;

    public void Complete() => WasCompleted = true;

    public void Abandon(Exception? failure)
    {
        if (WasAbandoned)
            return;
        WasAbandoned = true;
        Close(failure);
    }

    public void Tell() => _observer!.Heard(this);

    public void Ready(int throttleLimit) => _observer!.Ready(this, throttleLimit);

    public void End(long index) => _observer!.Ended(this, new SentEnd(SentEndKind.Result, index, FakeRunner.Result(Outcome.Exited, 0), null));

    public void Fail(long index, SessionItemException failure) => _observer!.Ended(this, new SentEnd(SentEndKind.Failure, index, null, failure));

    public void NotRun(long index) => _observer!.Ended(this, new SentEnd(SentEndKind.NotRun, index, null, null));

    public void Close(Exception? failure = null) => _observer!.Closed(this, failure);
}
