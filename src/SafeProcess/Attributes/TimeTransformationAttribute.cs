using System.Globalization;
using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>Lets a <see cref="TimeSpan"/> parameter be written as people write a time: numbers are seconds, and
/// <see cref="TimeText"/> reads the rest. Without it PowerShell would take a number for ticks of 100 ns.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class TimeTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (value is null or TimeSpan)
            return value;

        // What was typed, also for a number: PowerShell reads a bare 2d as the decimal 2, which is not two days.
        var text = LanguagePrimitives.ConvertTo<string>(inputData);
        if (TimeText.TryParse(text, out var time))
            return time;

        // Negative numbers pass: that a time is out of range is said in one place, for all parameters alike.
        if (IsPlainNumber(value, text, out var seconds) && Math.Abs(seconds) < TimeSpan.MaxValue.TotalSeconds)
            return TimeSpan.FromSeconds(seconds);

        throw new ArgumentTransformationMetadataException(
            $"'{ErrorText.Value(text)}' is not a length of time. Give seconds as a number (5, 1.5), a number with a unit (500ms, 30s, 5m, 1h30m, 2d), hh:mm:ss or a TimeSpan.");
    }

    private static bool IsPlainNumber(object value, string text, out double seconds)
    {
        if (value is string)
            return double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out seconds);

        seconds = 0;
        if (value is not (int or long or double or decimal or float or short or byte or sbyte or ushort or uint or ulong))
            return false;
        seconds = Convert.ToDouble(value, CultureInfo.InvariantCulture);
        return double.IsFinite(seconds) && text == Convert.ToString(value, CultureInfo.InvariantCulture);
    }
}
