using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using System.Net;
using System.Text.RegularExpressions;

namespace SafeProcess.Commands;

/// <summary>
/// <para type="synopsis">Waits until a job's program is ready, or has ended.</para>
/// </summary>
[Cmdlet(VerbsLifecycle.Wait, "SafeProcess", DefaultParameterSetName = JobSet, HelpUri = HelpPages.Address + "Wait-SafeProcess.md")]
[OutputType(typeof(ProcessResult), typeof(Match), typeof(IPEndPoint))]
[SuppressMessage("Performance", "CA1819:Properties should not return arrays", Justification = "PowerShell binds lists to arrays.")]
public sealed class WaitSafeProcessCommand : PSCmdlet, IDisposable
{
    private const string JobSet = "Job";
    private const string NameSet = "Name";
    private const string IdSet = "Id";

    // What timers take.
    private static readonly TimeSpan _longestTimeout = TimeSpan.FromDays(49);

    private Regex? _pattern;
    private ITimer? _timer;
    private volatile bool _timeIsOver;
    private volatile bool _stopping;
    private volatile PipelinePump? _pump;

    /// <summary>The jobs, as <c>Start-SafeProcess</c>, <c>Get-Job</c> or <c>Get-SafeProcess</c> gives them.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ParameterSetName = JobSet)]
    [ValidateNotNullOrEmpty]
    [JobTransformation(VerbsLifecycle.Wait, FromRuns = true)]
    [ArgumentCompleter(typeof(JobOrNameCompleter))]
    public SafeProcessJob[] Job { get; set; } = [];

    /// <summary>The names of jobs or of their programs; wildcards are permitted.</summary>
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = NameSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(JobNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>The ids of runs, as <c>Get-SafeProcess</c> shows them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = IdSet)]
    [ArgumentCompleter(typeof(JobIdCompleter))]
    public int[] Id { get; set; } = [];

    /// <summary>Wait for a line that matches this regular expression, on either stream.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Line { get; set; }

    /// <summary>Wait until this TCP port of the machine answers.</summary>
    [Parameter]
    [ValidateRange(1, IPEndPoint.MaxPort)]
    public int? Port { get; set; }

    /// <summary>Wait for the end; the default.</summary>
    [Parameter]
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
            CheckAwaited();
            if (Line is not null)
                _pattern = ReadPattern(Line);
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
        foreach (var job in Chosen())
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

    private IEnumerable<SafeProcessJob> Chosen() => ParameterSetName switch
    {
        NameSet => RunSearch.JobsByName(this, Name),
        IdSet => RunSearch.JobsById(this, Id),
        _ => Job,
    };

    /// <summary>Refuses what PowerShell would refuse too, in words that say what is wrong.</summary>
    private void CheckAwaited()
    {
        var first = Line is not null ? nameof(Line) : nameof(Port);
        if (Line is not null && Port is not null)
            throw new InvalidParameterException(nameof(Port), $"cannot be used with -{nameof(Line)}: wait for one after the other");
        if (Exit && (Line is not null || Port is not null))
            throw new InvalidParameterException(nameof(Exit), $"cannot be used with -{first}: wait for one after the other");
    }

    private static Regex ReadPattern(string line)
    {
        try
        {
            // As -match does.
            return new Regex(line, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
        }
        catch (ArgumentException wrong)
        {
            throw new InvalidParameterException(nameof(Line), $"is no regular expression: {wrong.Message.TrimEnd('.')}", wrong);
        }
    }

    private void Await(SafeProcessJob job)
    {
        if (Port is not null && job.Active is FarRun)
        {
            WriteError(JobErrors.PortElsewhere(job));
            return;
        }

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

    private IAwaited Awaited(SafeProcessJob job, PipelinePump pump) =>
        _pattern is not null ? new AwaitedLine(job, _pattern, pump)
        : Port is { } port ? new AwaitedPort(job, port, pump)
        : new AwaitedEnd(job);
}
