using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>
/// <para type="synopsis">Runs a program for each item of the pipeline, several at once.</para>
/// </summary>
/// <remarks>This file holds the parameters; what is done with them is in the other parts of the class. Those that may differ from item to item
/// are objects, because PowerShell itself would run their script blocks before the cmdlet knows of the item: the item would have no
/// index, and no part in <c>-FailFast</c>.</remarks>
[Cmdlet(
    VerbsLifecycle.Invoke, "SafeProcessBatch", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, DefaultParameterSetName = LocalSet,
    HelpUri = HelpPages.Address + "Invoke-SafeProcessBatch.md")]
[OutputType(typeof(ProcessResult))]
[SuppressMessage("Performance", "CA1819:Properties should not return arrays", Justification = "PowerShell binds lists to arrays.")]
public sealed partial class InvokeSafeProcessBatchCommand : RunCommand, IDisposable
{
    /// <summary>The program: a string, a script block that gives one for each item, or the item's property.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProgramCompleter))]
    public object? FilePath { get; set; }

    /// <summary>The arguments: a list, in which script blocks are run for each item, or the item's property.</summary>
    [Parameter(Position = 1, ValueFromRemainingArguments = true, ValueFromPipelineByPropertyName = true)]
    public object? ArgumentList { get; set; }

    /// <summary>The command line of each item, which is <c>$_</c> in it: a program and its arguments as one types them without this cmdlet.</summary>
    [Parameter]
    [System.Management.Automation.AllowNull]
    public ScriptBlock? ScriptBlock { get; set; }

    /// <summary>The items.</summary>
    [Parameter(ValueFromPipeline = true)]
    public object? InputObject { get; set; }

    /// <summary>The directory the program starts in: a string, a script block, or the item's property.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(FolderCompleter))]
    public object? WorkingDirectory { get; set; }

    /// <summary>Variables to add or replace: a dictionary, a script block, or the item's property.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public object? Environment { get; set; }

    /// <summary>The longest time each run may take: a length of time, a script block, or the item's property.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public object? Timeout { get; set; }

    /// <summary>Standard input of each run: objects, or a script block that gives them for each item.</summary>
    [Parameter]
    public object? StandardInput { get; set; }

    /// <summary>The most runs at once, in each session; the number of processors by default.</summary>
    [Parameter]
    public int ThrottleLimit { get; set; } = System.Environment.ProcessorCount;

    /// <summary>The least time from one start to the next.</summary>
    [Parameter]
    [TimeTransformation]
    public TimeSpan DelayBetween { get; set; }

    /// <summary>The longest time the whole batch may take.</summary>
    [Parameter]
    [TimeTransformation]
    public TimeSpan? BatchTimeout { get; set; }

    /// <summary>Results in the order of the input.</summary>
    [Parameter]
    public SwitchParameter KeepOrder { get; set; }

    /// <summary>The first item that fails ends the batch.</summary>
    [Parameter]
    public SwitchParameter FailFast { get; set; }

    /// <summary>How many times an item that failed is run again.</summary>
    [Parameter]
    public int RetryCount { get; set; }

    /// <summary>The time before an item is run again; doubles each time.</summary>
    [Parameter]
    [TimeTransformation]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The exit codes and outcomes after which an item is run again; all failures by default.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(RetryConditionCompleter))]
    public string[]? RetryOn { get; set; }

    /// <summary>The file that gets one line of JSON for each run.</summary>
    [Parameter]
    public string? JobLog { get; set; }

    /// <summary>Skip what the job log says succeeded.</summary>
    [Parameter]
    public SwitchParameter Resume { get; set; }

    /// <summary>How many items will come, for the progress bar.</summary>
    [Parameter]
    public long? TotalCount { get; set; }

    /// <exception cref="InvalidParameterException">A value cannot be used.</exception>
    private BatchOptions ReadBatchOptions()
    {
        if (ThrottleLimit < 1)
            throw new InvalidParameterException(nameof(ThrottleLimit), $"is {ThrottleLimit}: it must be at least 1");
        if (TotalCount < 0)
            throw new InvalidParameterException(nameof(TotalCount), $"is {TotalCount}: it must be zero or more");
        CheckTime(nameof(DelayBetween), DelayBetween, zeroAllowed: true);
        if (BatchTimeout is { } timeout)
            CheckTime(nameof(BatchTimeout), timeout, zeroAllowed: false);
        if (Resume && JobLog is null)
            throw new InvalidParameterException(nameof(Resume), "needs -JobLog: the log says what has succeeded");
        return new BatchOptions(DelayBetween, BatchTimeout, FailFast, ReadRetryPolicy(RetryCount, RetryDelay, RetryOn));
    }
}
