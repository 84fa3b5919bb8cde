using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>Takes a stop signal as PowerShell takes an enumeration, by its name or its number. The parameter itself is a string, since PowerShell completes
/// an enumeration with all of its names, also those that this system refuses.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class StopSignalTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        LanguagePrimitives.TryConvertTo<StopSignal>(inputData, out var signal) && Enum.IsDefined(signal)
            ? signal.ToString()
            : throw new ArgumentTransformationMetadataException($"'{inputData}' is no stop signal. Give one of {string.Join(", ", ProcessSpec.StopSignals)}.");
}
