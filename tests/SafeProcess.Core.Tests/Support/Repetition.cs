using System.Globalization;

namespace SafeProcess.Core.Tests.Support;

/// <summary>How often tests repeat what shows only in numbers: <c>SAFEPROCESS_FAULT_ROUNDS</c> multiplies it.</summary>
internal static class Repetition
{
    private const string Variable = "SAFEPROCESS_FAULT_ROUNDS";

    private static readonly int _factor =
        Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } text ? 1
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 ? number
        : throw new ArgumentException($"{Variable} is '{text}': it must be a whole number, at least 1.");

    /// <summary>So many times the usual number as is asked for.</summary>
    public static int Times(int usual) => checked(usual * _factor);
}
