using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>
/// <para type="synopsis">Runs a program, keeps all it wrote and leaves nothing behind.</para>
/// </summary>
/// <remarks>This file holds the parameters; what is done with them is in the other parts of the class.</remarks>
[Cmdlet(VerbsLifecycle.Invoke, "SafeProcess", DefaultParameterSetName = ProgramSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
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
}
