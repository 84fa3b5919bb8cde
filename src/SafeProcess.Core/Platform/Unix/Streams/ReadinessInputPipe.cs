using System.Runtime.InteropServices;
using System.Threading.Tasks.Sources;
using SafeProcess.Platform.Unix.Native;
using SafeProcess.Platform.Unix.Watch;
using SafeProcess.Threading;

namespace SafeProcess.Platform.Unix.Streams;

/// <summary>Writes a pipe as fast as the program reads. Whoever writes goes on elsewhere: a source of input may be slow code.</summary>
internal sealed unsafe class ReadinessInputPipe : IInputPipe, IReactorSource, IValueTaskSource<bool>
{
    private readonly object _gate = new();
    private readonly Reactor _reactor;
    private readonly Descriptor _descriptor;
    private readonly long _token;
    private OwnTaskSource<bool> _source;
    private ReadOnlyMemory<byte> _rest;
    private bool _waiting;
    private bool _known;
    private bool _ended;

    public ReadinessInputPipe(Reactor reactor, Descriptor descriptor)
    {
        _reactor = reactor;
        _descriptor = descriptor;
        _token = reactor.Register(this);
    }

    public ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        lock (_gate)
        {
            _rest = bytes;
            if (TryWriteRest(out var taken))
                return new(taken);
            _source.Reset();
            _waiting = true;
            Arm();
            return new(this, _source.Version);
        }
    }

    public void OnReady()
    {
        bool taken;
        lock (_gate)
        {
            if (!_waiting)
                return;
            if (!TryWriteRest(out taken))
            {
                Arm();
                return;
            }

            _waiting = false;
        }

        GoOn(taken);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_ended)
                return;
            End();
            if (!_waiting)
                return;
            _waiting = false;
        }

        GoOn(false);
    }

    bool IValueTaskSource<bool>.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _source.GetStatus();

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state);

    private void GoOn(bool taken) => ForeignCode.RunAside(() => _source.SetResult(taken));

    private void Arm()
    {
        _reactor.Arm(_descriptor, _token, Readiness.Writable, again: _known);
        _known = true;
    }

    /// <returns>False when the pipe is full.</returns>
    private bool TryWriteRest(out bool taken)
    {
        taken = !_ended;
        while (taken && !_rest.IsEmpty)
        {
            nint count;
            fixed (byte* start = _rest.Span)
                count = LibC.Write(_descriptor, start, _rest.Length);
            if (count >= 0)
                _rest = _rest[(int)count..];
            else if (Marshal.GetLastPInvokeError() is var error && error == ErrorNumber.EAGAIN)
                return false;
            else if (error != ErrorNumber.EINTR)
            {
                // EPIPE: the program has closed its input, which is its right.
                End();
                taken = false;
            }
        }

        _rest = default;
        return true;
    }

    private void End()
    {
        _ended = true;
        _reactor.Forget(_token);
        _descriptor.Dispose();
    }
}
