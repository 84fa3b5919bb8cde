using System.Management.Automation;
using System.Text;

namespace SafeProcess.Commands;

/// <summary>Lets an <see cref="Encoding"/> parameter be given by name or code page, as PowerShell's own <c>-Encoding</c> does.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class EncodingTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        try
        {
            return value switch
            {
                null or Encoding => value,
                int codePage => EncodingNames.Find(codePage),
                _ => EncodingNames.Find(LanguagePrimitives.ConvertTo<string>(inputData)),
            };
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new ArgumentTransformationMetadataException(
                $"'{ErrorText.Value(inputData)}' is not an encoding. Give one of {string.Join(", ", EncodingNames.Common)}, a name registered with .NET (iso-8859-1), the number of a code page or an Encoding object.", e);
        }
    }
}
