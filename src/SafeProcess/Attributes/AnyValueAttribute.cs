using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>Lets a switch be given any value, as in <c>-p:Foo=bar</c>: it is the program's, not the switch's.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class AnyValueAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object? inputData) => SwitchParameter.Present;
}
