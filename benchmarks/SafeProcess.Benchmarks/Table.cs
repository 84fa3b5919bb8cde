namespace SafeProcess.Benchmarks;

/// <summary>Prints readings as a Markdown table.</summary>
internal static class Table
{
    public static void PrintHead()
    {
        Console.WriteLine("| what | bar | measured | | how |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
    }

    public static void Print(Reading reading) =>
        Console.WriteLine($"| {reading.What} | {reading.Bar} | {(reading.Figure is { } figure ? reading.Bar.Format(figure) : "")} | {reading.Verdict} | {reading.Detail} |");
}
