using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using System.Text;

namespace SafeProcess.Commands;

/// <summary>
/// <para type="synopsis">Runs a program, keeps all it wrote and leaves nothing behind.</para>
/// </summary>
/// <remarks>This file holds the parameters; what is done with them is in the other parts of the class.</remarks>
[Cmdlet(VerbsLifecycle.Invoke, "SafeProcess", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(ProcessResult), typeof(string), typeof(byte[]))]
[SuppressMessage("Performance", "CA1819:Properties should not return arrays", Justification = "PowerShell binds lists of arguments to arrays.")]
[SuppressMessage("Usage", "CA2227:Collection properties should be read only", Justification = "PowerShell sets parameters.")]
public sealed partial class InvokeSafeProcessCommand : PSCmdlet, IDisposable
{
    /// <summary>The program: a path, relative to PowerShell's current location, or a name found on PATH.</summary>
    [Parameter(Position = 0, Mandatory = true)]
    [ArgumentCompleter(typeof(ProgramCompleter))]
    public string FilePath { get; set; } = string.Empty;

    /// <summary>The arguments; each element is one argument, passed exactly.</summary>
    [Parameter(Position = 1, ValueFromRemainingArguments = true)]
    [ArgumentListTransformation]
    public string[] ArgumentList { get; set; } = [];

    /// <summary>Standard input: strings become lines, bytes stay raw, other objects become the lines PowerShell would show.</summary>
    [Parameter(ValueFromPipeline = true)]
    public object? InputObject { get; set; }

    /// <summary>The longest time the run may take.</summary>
    [Parameter]
    [TimeTransformation]
    public TimeSpan? Timeout { get; set; }

    /// <summary>The longest silence on both streams.</summary>
    [Parameter]
    [TimeTransformation]
    public TimeSpan? IdleTimeout { get; set; }

    /// <summary>The time between the stop signal and the kill.</summary>
    [Parameter]
    [TimeTransformation]
    public TimeSpan? GracePeriod { get; set; }

    /// <summary>The signal that asks the tree to end.</summary>
    [Parameter]
    public StopSignal StopSignal { get; set; } = StopSignal.SIGTERM;

    /// <summary>The directory the program starts in; PowerShell's current location by default.</summary>
    [Parameter]
    public string? WorkingDirectory { get; set; }

    /// <summary>Variables to add or replace; a null value removes.</summary>
    [Parameter]
    public IDictionary? Environment { get; set; }

    /// <summary>Start from an empty environment.</summary>
    [Parameter]
    public SwitchParameter CleanEnvironment { get; set; }

    /// <summary>The encoding of the lines on standard input.</summary>
    [Parameter]
    [EncodingTransformation]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    public Encoding? InputEncoding { get; set; }

    /// <summary>The encoding of what the program writes.</summary>
    [Parameter]
    [EncodingTransformation]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    public Encoding? OutputEncoding { get; set; }

    /// <summary>What the cmdlet gives.</summary>
    [Parameter]
    public OutputForm As { get; set; }

    /// <summary>Both streams as one, in the order they were written; with Line and Text.</summary>
    [Parameter]
    public SwitchParameter MergeStandardError { get; set; }

    /// <summary>The file that takes standard output.</summary>
    [Parameter]
    public string? StandardOutputPath { get; set; }

    /// <summary>The file that takes standard error.</summary>
    [Parameter]
    public string? StandardErrorPath { get; set; }

    /// <summary>The most bytes that are captured of each stream; with Line, the longest line.</summary>
    [Parameter]
    public long OutputLimit { get; set; } = OutputSink.DefaultLimit;

    /// <summary>What happens to descendants that outlive the program.</summary>
    [Parameter]
    public OrphanPolicy OrphanPolicy { get; set; }

    /// <summary>The exit codes that count as success.</summary>
    [Parameter]
    public int[] SuccessExitCode { get; set; } = [0];

    /// <summary>Not for use. PowerShell takes <c>-c</c> for the beginning of <c>-CleanEnvironment</c>, <c>-f</c> for <c>-FilePath</c> and
    /// so on; this takes the one-letter options that programs have, so that <c>Invoke-SafeProcess sh -c …</c> without
    /// <c>--</c> is an error that says what to write, and not a run that nobody meant.</summary>
    [Parameter(DontShow = true)]
    [Alias("a", "c", "d", "e", "f", "g", "i", "m", "o", "p", "s", "t", "v", "w", "File")]
    public SwitchParameter ProgramOption { get; set; }
}
