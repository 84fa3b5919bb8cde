using System.Globalization;

namespace SafeProcess.Benchmarks;

/// <summary>What a figure has to reach.</summary>
/// <param name="Limit">The figure.</param>
/// <param name="AtLeast">True when more is better.</param>
/// <param name="Unit">Empty for a ratio.</param>
internal sealed record Bar(double Limit, bool AtLeast, string Unit = "")
{
    public static Bar AtLeastRatio(double limit) => new(limit, AtLeast: true);

    public static Bar AtMostRatio(double limit) => new(limit, AtLeast: false);

    public static Bar AtMost(double limit, string unit) => new(limit, AtLeast: false, unit);

    public bool IsMetBy(double figure) => AtLeast ? figure >= Limit : figure <= Limit;

    public string Format(double figure) =>
        figure.ToString(Unit.Length == 0 ? "0.000" : "0.##", CultureInfo.InvariantCulture) + (Unit.Length == 0 ? "" : " " + Unit);

    public override string ToString() =>
        (AtLeast ? "≥ " : "≤ ") + Limit.ToString(CultureInfo.InvariantCulture) + (Unit.Length == 0 ? "" : " " + Unit);
}
