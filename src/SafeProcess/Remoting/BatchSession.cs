using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using System.Reflection;

namespace SafeProcess.Commands;

/// <summary>A session over PowerShell's remoting. One pipeline in it (<c>Session.ps1</c>) takes lines of items and gives lines of ends for as long as the batch goes on.</summary>
/// <param name="source">Where the session comes from.</param>
/// <param name="parameters">What the cmdlet over there is called with; asked for once the session is open.</param>
/// <param name="module">What is needed over there.</param>
[SuppressMessage("Reliability", "CA1001:Types that own disposable fields should be disposable", Justification = "Whoever lets go of it may come late. It holds nothing of the system's.")]
internal sealed class BatchSession(SessionSource source, Func<Hashtable> parameters, SessionModule module) : IBatchSession
{
    private static readonly Lazy<string> _script = new(static () => EmbeddedText.Read("Session.ps1"));

    private readonly LineQueue _lines = new();
    private readonly CancellationTokenSource _over = new();
    private readonly object _taking = new();
    private readonly SentPieces _pieces = new();
    private readonly SendWindow _window = new();
    private readonly ReturnedFiles _returned = new();
    private CopyQueue? _copies;
    private volatile int _asked;
    private IBatchSessionObserver? _observer;
    private OpenSession? _open;
    private int _isClosed;
    private volatile bool _isEnding;

    /// <inheritdoc/>
    public string ComputerName => source.ComputerName;

    /// <inheritdoc/>
    public void Open(IBatchSessionObserver observer)
    {
        _observer = observer;
        _copies = new CopyQueue(_window, line => _lines.Add(() => line), EndUnsent, ComputerName);
        // A thread of its own: what the transport takes slowly, or no more, holds up nobody else.
        new Thread(() => Run(observer)) { IsBackground = true, Name = $"SafeProcess session {ComputerName}" }.Start();
    }

    /// <inheritdoc/>
    public void Send(ItemCall call)
    {
        if (call.Files is not { } files)
        {
            _lines.Add(() => SentItem.WriteLine(call));
            return;
        }

        if (files.Returns.Count > 0)
            _returned.Expect(call.Index, files);
        _copies!.Add(call);
    }

    /// <inheritdoc/>
    public void GiveBack(int count)
    {
        _asked = count;
        _lines.Add(() => SentLine.Back(count));
    }

    /// <inheritdoc/>
    public void Stop()
    {
        _lines.Add(static () => SentLine.Stop);
        _copies!.Stop();
    }

    /// <inheritdoc/>
    public void Complete() => _lines.Complete();

    /// <inheritdoc/>
    public void Abandon(Exception? failure)
    {
        if (!Close(failure))
            return;
        _over.Cancel();
        // Not here: a session that is closed says good-bye, and waits for an answer that may never come.
        if (Interlocked.Exchange(ref _open, null) is { } open)
            new Thread(open.Dispose) { IsBackground = true, Name = $"SafeProcess session {ComputerName}, closing" }.Start();
    }

    private void Run(IBatchSessionObserver observer)
    {
        Exception? failure = null;
        try
        {
            var open = source.Open(_over.Token);
            SshTransport.GuardEnd(open.Runspace, () =>
            {
                if (!_isEnding)
                    Abandon(new RuntimeException("The connection was closed."));
            });
            Volatile.Write(ref _open, open);
            if (Volatile.Read(ref _isClosed) == 0)
            {
                // A module that is sent there takes as long as its way does.
                if (!module.IsInstalled)
                    observer.Heard(this);
                module.Import(open.Runspace, _over.Token);
                observer.Heard(this);
                Work(open);
            }
        }
        catch (Exception e)
        {
            // Whatever it is, the batch must hear of it.
            failure = e is RemoteException { ErrorRecord: { } far } ? new RuntimeException(far.ToString(), e) : e;
        }

        _isEnding = true;
        // First: whoever is told that it is let go of may count what is left of it.
        Interlocked.Exchange(ref _open, null)?.Dispose();
        Close(failure);
    }

    private void Work(OpenSession open)
    {
        using var shell = PowerShell.Create();
        shell.Runspace = open.Runspace;
        using var over = _over.Token.UnsafeRegister(static lines => ((LineQueue)lines!).Cancel(), _lines);
        shell.InvocationStateChanged += (_, change) =>
        {
            if (change.InvocationStateInfo.State is PSInvocationState.Completed or PSInvocationState.Failed or PSInvocationState.Stopped)
                _lines.Cancel();
        };
        using var input = NewInput();
        using var output = new PSDataCollection<PSObject>();
        output.DataAdded += (_, _) => Take(output);
        shell.AddScript(_script.Value, useLocalScope: true).AddArgument(parameters());
        var invocation = shell.BeginInvoke(input, output);
        while (_lines.Take() is { } lines)
            input.Add(lines);
        input.Complete();
        if (_over.IsCancellationRequested)
        {
            shell.BeginStop(null, null);
            return;
        }

        shell.EndInvoke(invocation);
        if (!_lines.IsCompleted)
            throw new RuntimeException("The other side has ended.");
    }

    /// <summary>Lines that are forgotten once they are sent: else they would all be kept until the end.</summary>
    private static PSDataCollection<string> NewInput()
    {
        var input = new PSDataCollection<string>();
        // The engine's own commands set it; it is no public member.
        typeof(PSDataCollection<string>).GetProperty("ReleaseOnEnumeration", BindingFlags.Instance | BindingFlags.NonPublic)?.SetValue(input, true);
        return input;
    }

    // In the order in which they came, however many threads tell of them.
    private void Take(PSDataCollection<PSObject> output)
    {
        lock (_taking)
        {
            foreach (var text in output.ReadAll())
            {
                if (Volatile.Read(ref _isClosed) == 0)
                    _observer!.Heard(this);
                foreach (var line in _pieces.Join((string)text.BaseObject)?.Split('\n') ?? [])
                    Take(line);
            }
        }
    }

    private void Take(string line)
    {
        if (Volatile.Read(ref _isClosed) != 0)
            return;
        try
        {
            Take(SentEnd.Read(line), line.Length);
        }
        catch (FormatException unknown)
        {
            Abandon(unknown);
        }
    }

    private void Take(SentEnd end, int length)
    {
        switch (end.Kind)
        {
            case SentEndKind.Ready:
                _observer!.Ready(this, (int)end.Number);
                break;
            case SentEndKind.Alive:
                break;
            case SentEndKind.Part:
                _returned.Take(end.Number, end.Part!);
                _lines.Add(() => SentLine.Took(length));
                break;
            case SentEndKind.Took:
                _window.Give((int)end.Number);
                break;
            case SentEndKind.Gave:
                // What the other side does not have yet can be given back from here.
                var rest = _copies!.TakeBack(_asked - (int)end.Number);
                foreach (var index in rest)
                    Tell(SentEnd.Of(SentEndKind.GivenBack, index));
                _observer!.Ended(this, SentEnd.Of(SentEndKind.Gave, end.Number + rest.Length));
                break;
            default:
                _copies!.Drop(end.Number);
                Tell(end);
                break;
        }
    }

    private void Tell(SentEnd end) => _observer!.Ended(this, _returned.End(end));

    // An item that was not sent, from the thread that copies.
    private void EndUnsent(long index, SessionItemException? failure)
    {
        lock (_taking)
        {
            if (_isClosed == 0)
                Tell(SentEnd.Of(failure is null ? SentEndKind.NotRun : SentEndKind.Failure, index, failure));
        }
    }

    private bool Close(Exception? failure)
    {
        if (Interlocked.Exchange(ref _isClosed, 1) != 0)
            return false;
        // Said as one thing: what is told of it and that nothing more will be. One that was never opened has nobody to tell.
        lock (_taking)
        {
            _copies?.Close();
            _returned.Close();
            _observer?.Closed(this, failure);
        }

        return true;
    }
}
