using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace SafeProcess.Commands;

/// <summary>A session of another PowerShell, in which one thing goes on at a time. What is asked for through here waits for its turn. Safe from any thread.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The semaphore has no handle, as nobody asks for one.")]
internal sealed class FarSession
{
    // What is ours in a session is over soon, and a session says late that it is free again.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);

    private static readonly ConditionalWeakTable<Runspace, FarSession> _known = [];

    private readonly SemaphoreSlim _turn = new(1);
    private readonly ConcurrentDictionary<string, Action<object?[]?>> _listeners = new();
    private readonly TaskCompletionSource _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FarSession(PSSession session)
    {
        Session = session;
        // One that was closed has none any more.
        if (Runspace.Events is { } events)
            events.ReceivedEvents.PSEventReceived += Hear;
        Runspace.StateChanged += (_, _) =>
        {
            if (Runspace.RunspaceStateInfo.State is RunspaceState.Closing or RunspaceState.Closed or RunspaceState.Broken)
                Lose();
        };
        SshTransport.GuardEnd(Runspace, Lose);
    }

    /// <summary>The session as PowerShell knows it.</summary>
    public PSSession Session { get; }

    /// <summary>The machine, as the session was made for it.</summary>
    public string ComputerName => Session.ComputerName;

    /// <summary>What finds the session again, with <c>Get-PSSession -InstanceId</c>.</summary>
    public Guid InstanceId => Session.InstanceId;

    /// <summary>The name of the events by which the other side tells of jobs.</summary>
    public string Channel { get; } = $"SafeProcess.{Guid.NewGuid():N}";

    /// <summary>Whether it can be used.</summary>
    public bool IsOpen => Runspace.RunspaceStateInfo.State == RunspaceState.Opened && !_lost.Task.IsCompleted;

    /// <summary>The same for the same session.</summary>
    public static FarSession Of(PSSession session) => _known.GetValue(session.Runspace, _ => new FarSession(session));

    /// <summary>Runs a command there.</summary>
    /// <param name="write">Writes the command.</param>
    /// <param name="cancellationToken">Stops the command.</param>
    /// <returns>What it gave, and its errors.</returns>
    /// <exception cref="RuntimeException">It could not be run, or an error ended it. The record says which session it was.</exception>
    public Task<FarAnswer> AskAsync(Action<PowerShell> write, CancellationToken cancellationToken) => AskAsync(write, _patience, cancellationToken);

    /// <summary>The same, however long something else goes on in the session.</summary>
    public Task<FarAnswer> OrderAsync(Action<PowerShell> write, CancellationToken cancellationToken) => AskAsync(write, Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Hears what a job there tells, and null when the session is lost. The listener must not block.</summary>
    public void Listen(string job, Action<object?[]?> listener)
    {
        _listeners[job] = listener;
        if (!IsOpen)
            listener(null);
    }

    /// <summary>Hears no more of a job.</summary>
    public void Unlisten(string job) => _listeners.TryRemove(job, out _);

    /// <summary>Keeps the events of the channel from piling up in a session here, to which PowerShell hands all that comes from the other side.</summary>
    public void DropCopies(PSEventManager events)
    {
        if (!events.GetEventSubscribers(Channel).Any())
            events.SubscribeEvent(source: null, eventName: null, Channel, data: null, handlerDelegate: static (_, _) => { }, supportEvent: true, forwardEvent: false);
    }

    /// <summary>What came from here, marked as PowerShell marks what comes from a session; it shows the machine then.</summary>
    public PSObject Mark(object arrived)
    {
        var marked = new PSObject(arrived);
        Note("PSComputerName", ComputerName);
        Note("RunspaceId", InstanceId);
        Note("PSShowComputerName", true);
        return marked;

        void Note(string name, object value)
        {
            marked.Properties.Remove(name);
            marked.Properties.Add(new PSNoteProperty(name, value), preValidated: true);
        }
    }

    private Runspace Runspace => Session.Runspace;

    private void Lose()
    {
        if (!_lost.TrySetResult())
            return;
        foreach (var listener in _listeners.Values)
            listener(null);
    }

    private void Hear(object? sender, PSEventArgs e)
    {
        if (e.SourceIdentifier != Channel)
            return;
        // PowerShell would keep it for somebody who asks for it.
        var kept = Runspace.Events.ReceivedEvents;
        lock (kept.SyncRoot)
        {
            if (kept.Count > 0 && ReferenceEquals(kept[kept.Count - 1], e))
                kept.RemoveAt(kept.Count - 1);
        }

        if (e.SourceArgs is [var job, .. var told] && _listeners.TryGetValue($"{job}", out var listener))
            listener(Array.ConvertAll(told, static item => item is PSObject wrapped ? wrapped.BaseObject : item));
    }

    private async Task<FarAnswer> AskAsync(Action<PowerShell> write, TimeSpan patience, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await WaitUntilFreeAsync(patience, cancellationToken).ConfigureAwait(false);
            return await RunAsync(write, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task WaitUntilFreeAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var free = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Runspace.AvailabilityChanged += Look;
        try
        {
            Look(null, EventArgs.Empty);
            await Task.WhenAny(free.Task, _lost.Task).WaitAsync(patience, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw FarErrors.Thrown(FarErrors.Busy(this));
        }
        finally
        {
            Runspace.AvailabilityChanged -= Look;
        }

        if (!IsOpen)
            throw FarErrors.Thrown(FarErrors.Lost(this));

        void Look(object? sender, EventArgs e)
        {
            if (!IsOpen || Runspace.RunspaceAvailability == RunspaceAvailability.Available)
                free.TrySetResult();
        }
    }

    private async Task<FarAnswer> RunAsync(Action<PowerShell> write, CancellationToken cancellationToken)
    {
        var shell = PowerShell.Create();
        shell.Runspace = Runspace;
        write(shell);
        // Where the session there prefers to stop, the first error would end the command.
        foreach (var cmdlet in shell.Commands.Commands.Where(static command => !command.IsScript))
            cmdlet.Parameters.Add("ErrorAction", nameof(ActionPreference.Continue));
        var output = new PSDataCollection<PSObject>();
        try
        {
            var end = Task.Factory.FromAsync(shell.BeginInvoke<PSObject, PSObject>(null, output), shell.EndInvoke);
            await using (cancellationToken.UnsafeRegister(static running => ((PowerShell)running!).BeginStop(null, null), shell).ConfigureAwait(false))
            {
                // PowerShell does not tell each pipeline that its connection is gone. One that it does not tell is left to the collector: to dispose of it would wait.
                if (await Task.WhenAny(end, _lost.Task).ConfigureAwait(false) != end)
                    throw new InvalidRunspaceStateException("the connection is gone");
                await end.ConfigureAwait(false);
            }
        }
        catch (PipelineStoppedException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception failure) when (failure is RuntimeException or InvalidRunspaceStateException or InvalidOperationException)
        {
            throw FarErrors.Thrown(FarErrors.For(this, failure, IsOpen));
        }

        var answer = new FarAnswer([.. output], [.. shell.Streams.Error.Select(error => FarErrors.For(this, error))]);
        shell.Dispose();
        return answer;
    }
}

/// <summary>What a command gave in another session.</summary>
/// <param name="Output">What it emitted.</param>
/// <param name="Errors">Its errors, which say where it was.</param>
internal sealed record FarAnswer(IReadOnlyList<PSObject> Output, IReadOnlyList<ErrorRecord> Errors);
