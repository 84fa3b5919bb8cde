using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace SafeProcess.Core.Tests.Properties;

/// <summary>A statement about all inputs, tried with many random ones. A failure names the smallest input found and the seed.</summary>
internal static class Claim
{
    /// <summary>Multiplies the number of cases: <c>SAFEPROCESS_PROPERTY_FACTOR=100</c> is the long form.</summary>
    private const string FactorVariable = "SAFEPROCESS_PROPERTY_FACTOR";

    /// <summary>Repeats one case: <c>SAFEPROCESS_PROPERTY_REPLAY=1,3,7</c> where a failure said "invoked with size of 7 and seed of (1,3)".</summary>
    private const string ReplayVariable = "SAFEPROCESS_PROPERTY_REPLAY";

    /// <summary>Checks a statement, which throws when it does not hold.</summary>
    /// <param name="inputs">Makes the inputs.</param>
    /// <param name="shrink">Simpler inputs to try instead of one that failed.</param>
    /// <param name="statement">What holds for every input.</param>
    /// <param name="cases">How many inputs, before the factor.</param>
    public static void Holds<T>(Gen<T> inputs, Func<T, IEnumerable<T>> shrink, Action<T> statement, int cases) =>
        Check.One(Configuration(cases), Prop.ForAll(Arb.From(inputs, shrink), statement));

    /// <inheritdoc cref="Holds{T}(Gen{T}, Func{T, IEnumerable{T}}, Action{T}, int)"/>
    public static void Holds<T>(Gen<T> inputs, Func<T, IEnumerable<T>> shrink, Func<T, Task> statement, int cases) =>
        Check.One(Configuration(cases), Prop.ForAll(Arb.From(inputs, shrink), statement));

    /// <summary>The same inputs without one element, for each element: how lists are shrunk.</summary>
    public static IEnumerable<T[]> WithoutOne<T>(T[] elements) =>
        Enumerable.Range(0, elements.Length).Select(index => (T[])[.. elements[..index], .. elements[(index + 1)..]]);

    private static Config Configuration(int cases)
    {
        var factor = Environment.GetEnvironmentVariable(FactorVariable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : 1;
        var configuration = Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(cases * factor);
        if (Environment.GetEnvironmentVariable(ReplayVariable) is not { Length: > 0 } replay)
            return configuration;
        var numbers = Array.ConvertAll(replay.Split(','), number => ulong.Parse(number, CultureInfo.InvariantCulture));
        return configuration.WithMaxTest(1).WithReplay(numbers[0], numbers[1], (int)numbers[2]);
    }
}
