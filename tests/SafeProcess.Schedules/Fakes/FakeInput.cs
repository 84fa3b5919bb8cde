using SafeProcess.Platform;
using SafeProcess.Schedules.Scheduling;

namespace SafeProcess.Schedules.Fakes;

/// <summary>The standard input of a program that reads now and then, or never.</summary>
internal sealed class FakeInput(Schedule schedule) : IInputPipe
{
    private TaskCompletionSource<bool>? _unread;
    private bool _isClosed;

    public int Disposals { get; private set; }

    public ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        schedule.Reach();
        if (_unread is not null)
            schedule.Fail("Two write the input.");
        if (_isClosed)
            return new(false);
        if (schedule.Choose(2) == 0)
            return new(true);
        _unread = new TaskCompletionSource<bool>();
        return new(_unread.Task);
    }

    /// <summary>The program reads what was written.</summary>
    public void Read() => GoOn(true);

    /// <summary>The end of the program, or of the run.</summary>
    public void Close()
    {
        _isClosed = true;
        GoOn(false);
    }

    public void Dispose()
    {
        schedule.Reach();
        Disposals++;
        Close();
    }

    private void GoOn(bool isRead)
    {
        var unread = _unread;
        _unread = null;
        if (unread is not null)
            schedule.Begin("input", () => unread.SetResult(isRead));
    }
}
