using SafeProcess.Platform.Linux.Native;
using SafeProcess.Threading;

namespace SafeProcess.Platform.Linux.Tree;

/// <summary>Lets the calling thread go before all others, where this user may (<c>CAP_SYS_NICE</c>), once what it does takes longer than it should;
/// until it is disposed, on the same thread. A tree that starts session after session gets almost all processor time, as the scheduler divides
/// it among sessions (<c>sched(7)</c>, autogroup); a nice value does not help against that.</summary>
internal sealed unsafe class ThreadUrgency : IDisposable
{
    private const int Usual = 0;
    private const int RoundRobin = 2;

    // A child that this thread starts is as urgent as any other.
    private const int ResetOnFork = 0x40000000;

    private readonly Patience _patience = new(TimeSpan.FromMilliseconds(30));
    private bool _tried;
    private bool _raised;

    /// <summary>To be called again and again at work.</summary>
    public void Check()
    {
        if (!_tried && _patience.IsOver)
            Raise();
    }

    /// <summary>Does not wait.</summary>
    public void Raise()
    {
        _tried = true;
        _raised = Set(RoundRobin | ResetOnFork, 1);
    }

    public void Dispose()
    {
        if (_raised)
            Set(Usual, 0);
    }

    private static bool Set(int policy, int priority) => LinuxLibC.SetScheduler(0, policy, &priority) == 0;
}
