using System.Runtime.InteropServices;

namespace SafeProcess.Cli;

/// <summary>Turns the signals that ask this process to end into a canceled run, so that no tree outlives it.</summary>
internal sealed class TerminationSignals : IDisposable
{
    private static readonly Dictionary<PosixSignal, int> Numbers = new()
    {
        [PosixSignal.SIGHUP] = 1, [PosixSignal.SIGINT] = 2, [PosixSignal.SIGQUIT] = 3, [PosixSignal.SIGTERM] = 15,
    };

    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _number;

    public TerminationSignals()
    {
        foreach (var signal in Numbers.Keys)
            _registrations.Add(PosixSignalRegistration.Create(signal, Receive));
    }

    /// <summary>The number of the first signal that came; null when none did.</summary>
    public int? Number => Volatile.Read(ref _number) is > 0 and var number ? number : null;

    /// <summary>Canceled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _source.Dispose();
    }

    private void Receive(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.CompareExchange(ref _number, Numbers[context.Signal], 0) == 0)
            _source.Cancel();
    }
}
