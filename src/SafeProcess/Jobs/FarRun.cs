using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Threading.Channels;

namespace SafeProcess.Commands;

/// <summary>The run of a job in another session. What it tells comes as events (<see cref="JobForward"/>), what it is told goes through the session's pipeline. Safe from any
/// thread.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The tokens have no timer and no handle, and are asked until the last.")]
internal sealed class FarRun : IJobRun, IStoppedWithHost
{
    private readonly FarSession _session;
    private readonly SafeProcessJob _job;
    private readonly string _name = Guid.NewGuid().ToString("N");
    private readonly Channel<object?[]> _events = Channel.CreateUnbounded<object?[]>(new() { SingleReader = true });
    private readonly CancellationTokenSource _starting = new();
    private readonly CancellationTokenSource _over = new();
    private readonly object _gate = new();
    private volatile TaskCompletionSource? _taken;
    private bool _isStarted;
    private bool _isStopRequested;
    private bool _isOver;
    private string? _command;

    public FarRun(SafeProcessJob job, FarSession session) => (_job, _session) = (job, session);

    /// <inheritdoc/>
    public int Id { get; private set; }

    /// <inheritdoc/>
    public int ProcessId { get; private set; }

    /// <inheritdoc/>
    public string Program { get; private set; } = string.Empty;

    /// <inheritdoc/>
    public SafeProcessJob Job => _job;

    /// <inheritdoc/>
    public Runspace? Runspace { get; } = Runspace.DefaultRunspace;

    /// <inheritdoc/>
    public TimeSpan GracePeriod { get; private set; }

    /// <inheritdoc/>
    public string Location => _session.ComputerName;

    /// <inheritdoc/>
    public long StandardOutputLength { get; private set; }

    /// <inheritdoc/>
    public long StandardErrorLength { get; private set; }

    /// <inheritdoc/>
    public string? Target => _job.Over.IsCompleted ? null : $"{_command} (run {Id}, process {ProcessId}) on {Location}";

    /// <inheritdoc/>
    public async Task<ProcessResult?> EndAsync()
    {
        await _job.Over.ConfigureAwait(false);
        return _job.Result;
    }

    /// <summary>The session in which it runs.</summary>
    public FarSession Session => _session;

    /// <summary>Starts the program there.</summary>
    /// <param name="call">What to run.</param>
    /// <param name="spec">The same, for what is told of it here.</param>
    /// <param name="input">What comes from here; null for nothing.</param>
    /// <exception cref="RuntimeException">It could not be started.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop before.</exception>
    public async Task StartAsync(FarCall call, ProcessSpec spec, JobInput? input)
    {
        (_command, Program, GracePeriod) = (CommandLine.Show(spec), Path.GetFileName(spec.FilePath), spec.GracePeriod);
        _session.Listen(_name, Hear);
        ActiveRuns.Add(this);
        try
        {
            var answer = await _session.AskAsync(shell => call.Write(shell, _session.Channel, _name, _job.Name), _starting.Token).ConfigureAwait(false);
            if (answer.Errors is [var error, ..])
                throw FarErrors.Thrown(error);
            var started = answer.Output[^1];
            Id = (int)started.Get(nameof(SafeProcessJob.RunId))!;
            ProcessId = (int)started.Get(nameof(SafeProcessJob.ProcessId))!;
        }
        catch
        {
            Forget();
            throw;
        }

        var stop = false;
        lock (_gate)
        {
            _isStarted = true;
            stop = _isStopRequested;
        }

        if (stop)
            _ = StopAsync();
        _ = ReadAsync();
        if (input is not null)
            _ = FeedAsync(input.Pipe);
    }

    /// <summary>What the other session tells of a job that it has started.</summary>
    public static PSObject Started(SafeProcessJob job)
    {
        var started = new PSObject();
        started.Properties.Add(new PSNoteProperty(nameof(SafeProcessJob.RunId), job.RunId));
        started.Properties.Add(new PSNoteProperty(nameof(SafeProcessJob.ProcessId), job.ProcessId));
        return started;
    }

    /// <inheritdoc/>
    public void RequestStop()
    {
        lock (_gate)
        {
            if (_isStopRequested || _isOver)
                return;
            _isStopRequested = true;
            if (!_isStarted)
            {
                _starting.Cancel();
                return;
            }
        }

        _ = StopAsync();
    }

    /// <inheritdoc/>
    public bool WaitForEnd(TimeSpan time) => !_isStarted || _job.Over.Wait(time);

    // What was told before the session was lost is read first.
    private void Hear(object?[]? told)
    {
        if (told is null)
            _events.Writer.TryComplete();
        else
            _events.Writer.TryWrite(told);
    }

    private async Task ReadAsync()
    {
        var lost = true;
        await foreach (var told in _events.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            if (!await ReadAsync(told).ConfigureAwait(false))
                continue;
            lost = false;
            break;
        }

        Forget();
        if (lost)
            await _job.EndAsync(null, FarErrors.Lost(_session), null).ConfigureAwait(false);
    }

    /// <returns>True for the end.</returns>
    private async Task<bool> ReadAsync(object?[] told)
    {
        switch (Enum.Parse<JobEvent>((string)told[0]!))
        {
            case JobEvent.Output:
                StandardOutputLength = (long)told[1]!;
                await _job.ReceiveAsync(isError: false, Strings(told)).ConfigureAwait(false);
                return false;
            case JobEvent.Error:
                StandardErrorLength = (long)told[1]!;
                await _job.ReceiveAsync(isError: true, Strings(told)).ConfigureAwait(false);
                return false;
            case JobEvent.UnfinishedOutput:
                _job.History.Unfinished[0].Set((string)told[1]!);
                return false;
            case JobEvent.UnfinishedError:
                _job.History.Unfinished[1].Set((string)told[1]!);
                return false;
            case JobEvent.Verbose:
                _job.TellVerbose((string)told[1]!);
                return false;
            case JobEvent.InputTaken:
                _taken?.TrySetResult();
                return false;
            case JobEvent.InputClosed:
                _over.Cancel();
                return false;
            default:
                // Whoever hears of the end may remove the job at once, which asks it to stop.
                lock (_gate)
                    _isOver = true;
                await EndAsync((string?)told[1], (string?)told[2], (string?)told[3], (string?)told[4], (string?)told[5]).ConfigureAwait(false);
                return true;
        }
    }

    private Task EndAsync(string? json, string? warning, string? errorId, string? category, string? message)
    {
        var result = json is null ? null : ProcessResult.FromJson(json);
        (StandardOutputLength, StandardErrorLength) = (result?.StandardOutputLength ?? StandardOutputLength, result?.StandardErrorLength ?? StandardErrorLength);
        var error = errorId is null ? RunErrors.Of(result!)
            : new ErrorRecord(new RuntimeException(message), errorId, Enum.Parse<ErrorCategory>(category!), result as object ?? _job);
        return _job.EndAsync(result, error, warning);
    }

    private async Task StopAsync()
    {
        try
        {
            await _session.OrderAsync(
                shell => shell.AddCommand("Stop-SafeProcess").AddParameter("Id", Id).AddParameter("NoWait").AddParameter("Confirm", false), CancellationToken.None).ConfigureAwait(false);
        }
        catch (RuntimeException)
        {
            // A session that is lost takes the run with it, which is told by itself.
        }
    }

    /// <summary>Sends the input in pieces, each once the program has taken the one before.</summary>
    private async Task FeedAsync(InputPipe pipe)
    {
        try
        {
            await foreach (var chunk in pipe.ReadAllAsync(_over.Token).ConfigureAwait(false))
            {
                var taken = _taken = new(TaskCreationOptions.RunContinuationsAsynchronously);
                var bytes = chunk.ToArray();
                await SendAsync(shell => shell.AddParameter("InputObject", bytes)).ConfigureAwait(false);
                await taken.Task.WaitAsync(_over.Token).ConfigureAwait(false);
            }

            await SendAsync(static shell => shell.AddParameter("Close")).ConfigureAwait(false);
        }
        catch (Exception ended) when (ended is OperationCanceledException or RuntimeException)
        {
            // Whoever sends is told by the pipe, which this closes.
        }
    }

    private Task<FarAnswer> SendAsync(Action<PowerShell> write) => _session.OrderAsync(
        shell =>
        {
            shell.AddCommand("Send-SafeProcessInput").AddParameter("Id", Id).AddParameter("NoWait");
            write(shell);
        },
        _over.Token);

    private void Forget()
    {
        _session.Unlisten(_name);
        ActiveRuns.Remove(this);
        _over.Cancel();
    }

    private static string[] Strings(object?[] told) => Array.ConvertAll(told[2..], static line => (string)line!);
}
