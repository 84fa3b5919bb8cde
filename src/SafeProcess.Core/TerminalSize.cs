using System.Globalization;

namespace SafeProcess;

/// <summary>How large the terminal is that a program runs at.</summary>
/// <param name="Columns">Characters in a line: 1 to 32,767.</param>
/// <param name="Rows">Lines: 1 to 32,767.</param>
public readonly record struct TerminalSize(int Columns, int Rows)
{
    /// <summary>What a program gets whose user does not care: 120 columns, 40 rows.</summary>
    public static TerminalSize Default { get; } = new(120, 40);

    /// <summary>Reads columns, <c>x</c> and rows, such as <c>120x40</c>.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static TerminalSize Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var numbers = text.Split('x', 'X');
        return numbers.Length == 2 && IsNumber(numbers[0], out var columns) && IsNumber(numbers[1], out var rows)
            ? new TerminalSize(columns, rows)
            : throw new FormatException($"'{text}' is no size of a terminal: write columns, x and rows, such as {Default}.");
    }

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Columns}x{Rows}");

    private static bool IsNumber(string text, out int number) => int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
