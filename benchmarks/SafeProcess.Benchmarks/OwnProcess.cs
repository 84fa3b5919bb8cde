using System.Diagnostics;
using System.Text.Json;

namespace SafeProcess.Benchmarks;

/// <summary>Measures a row in a fresh process of this same program.</summary>
internal static class OwnProcess
{
    public const string Option = "--in-own-process";

    public static async Task<IReadOnlyList<Reading>> MeasureAsync(Row row, Settings settings)
    {
        var program = Path.ChangeExtension(typeof(OwnProcess).Assembly.Location, OperatingSystem.IsWindows() ? ".exe" : null);
        string[] arguments = [Option, "--only", row.Name, .. settings.Quick ? ["--quick"] : Array.Empty<string>()];
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<Reading[]>(output)!
            : throw new InvalidOperationException($"The row's own process exited with {process.ExitCode}.");
    }

    public static void Hand(IReadOnlyList<Reading> readings) => Console.WriteLine(JsonSerializer.Serialize(readings));
}
