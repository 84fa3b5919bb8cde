using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>Makes a <see cref="ProcessResult"/> again of what PowerShell made of one for another session, a job or a file (<c>module/SafeProcess.Types.ps1xml</c> names this
/// class). What is no whole result stays what it is, an object with the properties that came.</summary>
public sealed class ResultConverter : PSTypeConverter
{
    /// <inheritdoc/>
    public override bool CanConvertFrom(object sourceValue, Type destinationType) =>
        destinationType == typeof(ProcessResult) && sourceValue is PSObject { BaseObject: PSCustomObject };

    /// <inheritdoc/>
    /// <exception cref="PSInvalidCastException">A property is missing, or has a value that a result cannot have. PowerShell then keeps the object as it is.</exception>
    public override object ConvertFrom(object sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase)
    {
        try
        {
            return ArrivedResult.Of((PSObject)sourceValue);
        }
        catch (Exception failure) when (failure is FormatException or ArgumentException or InvalidOperationException)
        {
            throw new PSInvalidCastException(failure.Message, failure);
        }
    }

    /// <inheritdoc/>
    public override bool CanConvertTo(object sourceValue, Type destinationType) => false;

    /// <inheritdoc/>
    public override object ConvertTo(object sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase) =>
        throw new PSInvalidCastException($"A result is made of what came, not {destinationType.Name} of a result.");
}
