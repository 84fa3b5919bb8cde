using System.Globalization;
using SafeProcess.Core.Tests.Support;

namespace SafeProcess.Faults;

/// <summary>The long forms, asked for by environment variables.</summary>
internal static class Options
{
    /// <summary>What random choices begin with (<c>SAFEPROCESS_FAULT_SEED</c>); every test that chooses prints it.</summary>
    public static int Seed { get; } = Number("SAFEPROCESS_FAULT_SEED", Random.Shared.Next());

    /// <summary>How long the soak runs (<c>SAFEPROCESS_SOAK</c>, a time such as <c>2m</c> or <c>1h</c>); 10 seconds by default.</summary>
    public static TimeSpan Soak { get; } = Time("SAFEPROCESS_SOAK", TimeSpan.FromSeconds(10));

    /// <inheritdoc cref="Repetition.Times"/>
    public static int Rounds(int usual) => Repetition.Times(usual);

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is not { Length: > 0 } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new ArgumentException($"{variable} is '{text}': it must be a whole number.");

    private static TimeSpan Time(string variable, TimeSpan otherwise) =>
        Environment.GetEnvironmentVariable(variable) is not { Length: > 0 } text ? otherwise
        : TimeText.TryParse(text, out var time) && time > TimeSpan.Zero ? time
        : throw new ArgumentException($"{variable} is '{text}': it must be a time such as 20s, 2m or 1h.");
}
