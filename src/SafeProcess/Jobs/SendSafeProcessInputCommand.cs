using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>
/// <para type="synopsis">Writes to the standard input of jobs.</para>
/// </summary>
[Cmdlet(
    VerbsCommunications.Send, "SafeProcessInput", DefaultParameterSetName = JobSet, HelpUri = HelpPages.Address + "Send-SafeProcessInput.md")]
[SuppressMessage("Performance", "CA1819:Properties should not return arrays", Justification = "PowerShell binds lists to arrays.")]
public sealed class SendSafeProcessInputCommand : Cmdlet, IDisposable
{
    private const string JobSet = "Job";
    private const string NameSet = "Name";
    private const string IdSet = "Id";

    private readonly List<JobSender> _senders = [];
    private readonly List<SafeProcessJob> _closed = [];
    private PipelinePump? _pump;
    private bool _isOver;

    /// <summary>The job, as <c>Start-SafeProcess</c>, <c>Get-Job</c> or <c>Get-SafeProcess</c> gives it.</summary>
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = JobSet)]
    [ValidateNotNull]
    [JobTransformation(null, FromRuns = true)]
    [ArgumentCompleter(typeof(JobOrNameCompleter))]
    public SafeProcessJob Job { get; set; } = null!;

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

    /// <summary>What to write: strings become lines, bytes stay raw, other objects become the lines PowerShell would show.</summary>
    [Parameter(Position = 1, ValueFromPipeline = true)]
    public object? InputObject { get; set; }

    /// <summary>End the input after what is written: the program sees end of file.</summary>
    [Parameter]
    public SwitchParameter Close { get; set; }

    /// <summary>Not for use: the session that sends to a job here hears by itself what has become of it.</summary>
    [Parameter(DontShow = true)]
    public SwitchParameter NoWait { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        var pump = _pump = new PipelinePump(this);
        foreach (var job in Chosen())
        {
            if (job.Input is not { } input)
                Fail(JobErrors.InputClosed(job, "it was started with -NoInput"));
            else if (input.WhyClosed is null)
                _senders.Add(new JobSender(job, input, pump));
            // Closing what is closed already is no mistake.
            else if (Close)
                _closed.Add(job);
            else
                Fail(JobErrors.InputClosed(job, input.WhyClosed));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is null)
            return;
        foreach (var job in _closed)
            Fail(JobErrors.InputClosed(job, job.Input!.WhyClosed!));
        _closed.Clear();
        foreach (var sender in _senders)
            Write(() => sender.Add(InputObject));
        if (!_senders.TrueForAll(static sender => sender.IsLost) || Stopping)
            return;
        // Whoever goes on producing would keep the error back.
        EndProcessing();
        UpstreamEnd.Request(this);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_isOver)
            return;
        _isOver = true;
        foreach (var sender in _senders)
            Write(sender.Flush);
        if (!NoWait)
            _pump!.EmitUntil(() => _senders.TrueForAll(static sender => sender.IsDone));
        foreach (var sender in _senders)
        {
            if (sender.HasLost)
                WriteError(JobErrors.InputClosed(sender.Job, "it has ended or has closed its input, and has not got all of it"));
            if (Close)
                sender.Close();
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _pump?.Interrupt();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var sender in _senders)
            sender.Dispose();
    }

    // What has ended can be sent nothing: it counts only where nothing else has the name.
    private List<SafeProcessJob> Chosen()
    {
        if (Job is { } given)
            return [given];
        var found = Name.Length > 0 ? RunSearch.JobsByName(this, Name) : RunSearch.JobsById(this, Id);
        var going = found.FindAll(static job => !job.Over.IsCompleted);
        return going.Count > 0 && Name.Length > 0 ? going : found;
    }

    // The job that was given is what the statement is about; of several that were found, each is told by itself.
    private void Fail(ErrorRecord error)
    {
        if (Job is not null)
            ThrowTerminatingError(error);
        WriteError(error);
    }

    private void Write(Action write)
    {
        try
        {
            write();
        }
        catch (InvalidParameterException invalid)
        {
            ThrowTerminatingError(RunErrors.For(invalid));
        }
    }
}
