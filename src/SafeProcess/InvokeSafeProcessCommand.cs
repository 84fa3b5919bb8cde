using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>
/// <para type="synopsis">Runs a program, keeps all it wrote and leaves nothing behind.</para>
/// </summary>
/// <remarks>This file holds the parameters; what is done with them is in the other parts of the class.</remarks>
[Cmdlet(
    VerbsLifecycle.Invoke, "SafeProcess", DefaultParameterSetName = ProgramSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = HelpPages.Address + "Invoke-SafeProcess.md")]
[OutputType(typeof(ProcessResult), typeof(string), typeof(byte[]))]
public sealed partial class InvokeSafeProcessCommand : ProgramCommand, IDisposable
{
    /// <summary>Standard input: strings become lines, bytes stay raw, other objects become the lines PowerShell would show.</summary>
    [Parameter(ValueFromPipeline = true)]
    public object? InputObject { get; set; }

    /// <summary>What the cmdlet gives.</summary>
    [Parameter]
    public OutputForm As { get; set; }

    /// <summary>With <c>-As Text</c>: keep the newline at the end, which is dropped otherwise, as <c>$( )</c> and shells do.</summary>
    [Parameter]
    public SwitchParameter KeepNewline { get; set; }

    /// <summary>How many times a run that failed is tried again.</summary>
    [Parameter]
    public int RetryCount { get; set; }

    /// <summary>The time before the run is tried again; doubles each time.</summary>
    [Parameter]
    [TimeTransformation]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The exit codes and outcomes after which the run is tried again; all failures by default.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(RetryConditionCompleter))]
    [SuppressMessage("Performance", "CA1819:Properties should not return arrays", Justification = "PowerShell binds lists to arrays.")]
    public string[]? RetryOn { get; set; }

    /// <summary>Shows both streams while they are captured.</summary>
    [Parameter]
    public SwitchParameter Show { get; set; }
}
