using System.Text;
using SafeProcess.Platform;
using SafeProcess.Threading;

namespace SafeProcess.Testing;

/// <summary>A program that follows a script. Safe from any thread.</summary>
/// <param name="script">What it does.</param>
/// <param name="id">Its id.</param>
/// <param name="time">The clock.</param>
internal sealed class ScriptedProcess(Script script, int id, TimeProvider time) : IInputPipe
{
    private readonly object _gate = new();
    private readonly TaskCompletionSource _exited = new();
    private readonly MemoryStream _input = new();
    private readonly Encoding _encoding = ProcessInput.DefaultEncoding;
    private readonly long _begun = time.GetTimestamp();
    private TimeSpan _due;
    private ITimer? _timer;
    private int _next;
    private bool _isPaused;
    private bool _isInputOver;
    private bool _isGoing;
    private bool _isAsked;
    private bool _isEnded;

    public int Id => id;

    public Script Script => script;

    /// <summary>Takes what it writes.</summary>
    public required Action<OutputKind, ReadOnlyMemory<byte>> Write { private get; init; }

    /// <summary>Its streams are closed.</summary>
    public required Action Close { private get; init; }

    /// <summary>A limit was exceeded.</summary>
    public required Action<ResourceLimit> Exceed { private get; init; }

    public Task Exited => _exited.Task;

    /// <summary>How it ended. Known at its end.</summary>
    public StageAccount Account { get; private set; }

    /// <summary>Goes on until it waits for something.</summary>
    public void GoOn()
    {
        lock (_gate)
        {
            if (_isGoing)
            {
                _isAsked = true;
                return;
            }

            _isGoing = true;
        }

        try
        {
            while (TakeStep() is { } step)
                Do(step);
        }
        catch (Exception)
        {
            // Of a function that answers.
            lock (_gate)
                _isGoing = false;
            throw;
        }
    }

    /// <summary>What the stop signal does to it.</summary>
    public void Ask(StopSignal signal)
    {
        if (script.IgnoresStopSignal)
            return;
        End(script.ExitCodeWhenAsked is { } code ? Exit(code) : EndedBy((int)signal, $"{signal}"));
    }

    /// <summary>Ends at once.</summary>
    public void Kill() => End(EndedBy((int)StopSignal.SIGKILL, $"{StopSignal.SIGKILL}"));

    ValueTask<bool> IInputPipe.WriteAsync(ReadOnlyMemory<byte> bytes) => new(Give(bytes));

    /// <summary>Its input.</summary>
    /// <returns>False once it reads no more.</returns>
    public bool Give(ReadOnlyMemory<byte> bytes)
    {
        lock (_gate)
        {
            if (_isEnded)
                return false;
            // What it never reads is not kept.
            if (!script.Steps.Skip(_next).Any(static step => step is Step.Answer))
                return true;
            _input.Write(bytes.Span);
        }

        GoOn();
        return true;
    }

    /// <summary>The end of its input.</summary>
    public void Dispose()
    {
        lock (_gate)
            _isInputOver = true;
        GoOn();
    }

    /// <returns>Null while it waits, and at its end.</returns>
    private Step? TakeStep()
    {
        lock (_gate)
        {
            do
            {
                _isAsked = false;
                if (!_isEnded && NextStep() is { } step)
                    return step;
            }
            while (_isAsked);
            _isGoing = false;
            return null;
        }
    }

    // With the gate held, as those below.
    private Step? NextStep()
    {
        if (_next == script.Steps.Count)
            return new Step.Exit(0);
        var step = script.Steps[_next];
        switch (step)
        {
            case Step.Pause or Step.Hang or Step.Exceed when _isPaused:
                return null;
            case Step.Pause pause:
                _isPaused = true;
                _due += pause.Time;
                return step;
            case Step.Hang or Step.Exceed:
                _isPaused = true;
                return step;
            case Step.Answer { EachLine: true } answer when TakeLine() is { } line:
                return new Step.Answer(_ => answer.Of(line) is { } text ? text + "\n" : null, EachLine: true);
            case Step.Answer when !_isInputOver:
                return null;
            case Step.Answer { EachLine: true }:
                PassInput();
                return NextStep();
            case Step.Answer answer:
                var all = _encoding.GetString(_input.GetBuffer(), 0, (int)_input.Length);
                PassInput();
                return new Step.Answer(_ => answer.Of(all), EachLine: false);
            default:
                _next++;
                return step;
        }
    }

    private void Do(Step step)
    {
        switch (step)
        {
            case Step.Write write:
                Write(write.Kind, write.Bytes);
                break;
            case Step.Pause:
                SetTimer();
                break;
            case Step.Answer answer when answer.Of("") is { } text:
                Write(OutputKind.StandardOutput, TextDecoding.Lenient(null).GetBytes(text));
                break;
            case Step.Exit exit:
                End(Exit(exit.Code));
                break;
            case Step.Signal signal:
                End(EndedBy(signal.Number, signal.Name));
                break;
            case Step.Exceed exceed:
                Exceed(exceed.Limit);
                break;
        }
    }

    private void SetTimer()
    {
        var timer = time.CreateTimer(static self => ((ScriptedProcess)self!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        lock (_gate)
            _timer = timer;
        var left = _due - time.GetElapsedTime(_begun);
        timer.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private string? TakeLine()
    {
        var bytes = _input.GetBuffer().AsSpan(0, (int)_input.Length);
        var found = bytes.IndexOf((byte)'\n');
        if (found < 0 && (!_isInputOver || bytes.IsEmpty))
            return null;
        var line = _encoding.GetString(found < 0 ? bytes : bytes[..found]).TrimEnd('\r');
        var rest = found < 0 ? [] : bytes[(found + 1)..].ToArray();
        _input.SetLength(0);
        _input.Write(rest);
        return line;
    }

    private void PassInput()
    {
        _input.SetLength(0);
        _next++;
        // What follows comes so much later than the answer.
        var now = time.GetElapsedTime(_begun);
        _due = now > _due ? now : _due;
    }

    private void Wake()
    {
        lock (_gate)
        {
            _timer?.Dispose();
            _isPaused = false;
            _next++;
        }

        GoOn();
    }

    private void End(StageAccount account)
    {
        lock (_gate)
        {
            if (_isEnded)
                return;
            _isEnded = true;
            _timer?.Dispose();
            Account = account;
        }

        Close();
        using (OwnContext.Enter())
            _exited.SetResult();
    }

    private static StageAccount Exit(int code) => new(code, null, null, TimeSpan.Zero, null);

    private static StageAccount EndedBy(int number, string name) => new(null, number, name, TimeSpan.Zero, null);
}
