using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>Takes a stop signal by its name, with SIG or without, or by its number. The parameter itself is a string, since PowerShell completes
/// an enumeration with all of its names, also those that this system refuses.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class StopSignalTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        StopSignalText.TryParse(LanguagePrimitives.ConvertTo<string>(inputData), out var signal)
            ? signal.ToString()
            : throw new ArgumentTransformationMetadataException(
                $"'{ErrorText.Value(inputData)}' is no stop signal. Give one of {string.Join(", ", ProcessSpec.StopSignals)}; SIG may be left out, and the number works too.");
}
