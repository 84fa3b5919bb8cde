using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>
/// <para type="synopsis">Runs a program, keeps all it wrote and leaves nothing behind.</para>
/// </summary>
/// <remarks>This file holds the parameters; what is done with them is in the other parts of the class.</remarks>
[Cmdlet(VerbsLifecycle.Invoke, "SafeProcess", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(ProcessResult), typeof(string), typeof(byte[]))]
public sealed partial class InvokeSafeProcessCommand : ProgramCommand, IDisposable
{
    /// <summary>Standard input: strings become lines, bytes stay raw, other objects become the lines PowerShell would show.</summary>
    [Parameter(ValueFromPipeline = true)]
    public object? InputObject { get; set; }

    /// <summary>What the cmdlet gives.</summary>
    [Parameter]
    public OutputForm As { get; set; }

    /// <summary>The file that takes standard output.</summary>
    [Parameter]
    public string? StandardOutputPath { get; set; }

    /// <summary>The file that takes standard error.</summary>
    [Parameter]
    public string? StandardErrorPath { get; set; }

    /// <exception cref="InvalidParameterException">A value cannot be used, or two contradict each other.</exception>
    private OutputOptions ReadOutputOptions()
    {
        var options = new OutputOptions(
            As,
            MergeStandardError,
            StandardOutputPath is null ? null : PathResolver.Resolve(this, nameof(StandardOutputPath), StandardOutputPath),
            StandardErrorPath is null ? null : PathResolver.Resolve(this, nameof(StandardErrorPath), StandardErrorPath),
            OutputEncoding,
            OutputLimit);
        options.Validate();
        return options;
    }
}
