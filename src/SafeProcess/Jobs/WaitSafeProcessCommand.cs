using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using System.Net;
using System.Text.RegularExpressions;

namespace SafeProcess.Commands;

/// <summary>
/// <para type="synopsis">Waits until a job's program is ready, or has ended.</para>
/// </summary>
[Cmdlet(VerbsLifecycle.Wait, "SafeProcess", DefaultParameterSetName = ExitSet)]
[OutputType(typeof(ProcessResult), ParameterSetName = [ExitSet])]
[OutputType(typeof(Match), ParameterSetName = [LineSet])]
[OutputType(typeof(IPEndPoint), ParameterSetName = [PortSet])]
[SuppressMessage("Performance", "CA1819:Properties should not return arrays", Justification = "PowerShell binds lists to arrays.")]
public sealed class WaitSafeProcessCommand : PSCmdlet, IDisposable
{
    private const string ExitSet = "Exit";
    private const string LineSet = "Line";
    private const string PortSet = "Port";

    // What timers take.
    private static readonly TimeSpan _longestTimeout = TimeSpan.FromDays(49);

    private Regex? _pattern;
    private ITimer? _timer;
    private volatile bool _timeIsOver;
    private volatile bool _stopping;
    private volatile PipelinePump? _pump;

    /// <summary>The jobs, as <c>Start-SafeProcess</c> or <c>Get-Job</c> gives them.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public SafeProcessJob[] Job { get; set; } = [];

    /// <summary>Wait for a line that matches this regular expression, on either stream.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LineSet)]
    public string Line { get; set; } = string.Empty;

    /// <summary>Wait until this TCP port of the machine answers.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PortSet)]
    [ValidateRange(1, IPEndPoint.MaxPort)]
    public int Port { get; set; }

    /// <summary>Wait for the end; the default.</summary>
    [Parameter(ParameterSetName = ExitSet)]
    public SwitchParameter Exit { get; set; }

    /// <summary>The longest time to wait, for all jobs together.</summary>
    [Parameter]
    [TimeTransformation]
    public TimeSpan? Timeout { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            if (ParameterSetName == LineSet)
                _pattern = ReadPattern();
            if (Timeout is { } timeout)
                StartTimer(timeout);
        }
        catch (InvalidParameterException invalid)
        {
            ThrowTerminatingError(RunErrors.For(invalid));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var job in Job)
            Await(job);
    }

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        _stopping = true;
        _pump?.Interrupt();
    }

    /// <inheritdoc/>
    public void Dispose() => _timer?.Dispose();

    private void StartTimer(TimeSpan timeout)
    {
        if (timeout <= TimeSpan.Zero || timeout > _longestTimeout)
            throw new InvalidParameterException(nameof(Timeout), $"is {timeout}: it must be more than zero and at most {_longestTimeout.Days} days");
        _timer = TimeProvider.System.CreateTimer(
            _ =>
            {
                _timeIsOver = true;
                _pump?.Wake();
            },
            null, timeout, System.Threading.Timeout.InfiniteTimeSpan);
    }

    private Regex ReadPattern()
    {
        try
        {
            // As -match does.
            return new Regex(Line, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
        }
        catch (ArgumentException wrong)
        {
            throw new InvalidParameterException(nameof(Line), $"is no regular expression: {wrong.Message.TrimEnd('.')}", wrong);
        }
    }

    private void Await(SafeProcessJob job)
    {
        var pump = _pump = new PipelinePump(this);
        if (_stopping)
            throw new PipelineStoppedException();
        using var awaited = Awaited(job, pump);
        job.Over.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(pump.Wake);
        try
        {
            pump.EmitUntil(() => awaited.Found is not null || job.Over.IsCompleted || _timeIsOver);
        }
        finally
        {
            // Lines that nobody looks at any more hold nobody back.
            awaited.Dispose();
            pump.Abandon();
        }

        if (awaited.Found is { } found)
            WriteObject(found);
        else if (job.Over.IsCompleted)
            WriteError(JobErrors.EndedBeforeReady(job, awaited.Name));
        else
            WriteError(JobErrors.WaitTimedOut(job, awaited.Name, Timeout!.Value));
    }

    private IAwaited Awaited(SafeProcessJob job, PipelinePump pump) => ParameterSetName switch
    {
        LineSet => new AwaitedLine(job, _pattern!, pump),
        PortSet => new AwaitedPort(job, Port, pump),
        _ => new AwaitedEnd(job),
    };
}
