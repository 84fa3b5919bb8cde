using System.Diagnostics;
using System.Globalization;

namespace SafeProcess.Benchmarks.Rows;

/// <summary>What other languages praise, as whole programs: each starts, runs its programs and ends. The start of its own runtime is part of it, ours too.</summary>
internal static class WholeProgramRows
{
    /// <summary>The option by which this program is the whole program on our side.</summary>
    public const string Option = "--as-program";

    private const string Start = "start", Drain = "drain";
    private const string Execa = "9.6.0";

    public static Row ExecaStart { get; } = new("whole-execa-start", settings => MeasureAsync(settings, Start, ExecaAsync));

    public static Row ExecaDrain { get; } = new("whole-execa-drain", settings => MeasureAsync(settings, Drain, ExecaAsync));

    public static Row AsyncioStart { get; } = new("whole-asyncio-start", settings => MeasureAsync(settings, Start, AsyncioAsync));

    public static Row AsyncioDrain { get; } = new("whole-asyncio-drain", settings => MeasureAsync(settings, Drain, AsyncioAsync));

    /// <summary>Does on our side what the scripts beside this file do.</summary>
    /// <param name="kind">What is done.</param>
    /// <param name="amount">How many programs, or how many bytes.</param>
    public static async Task RunAsync(string kind, string amount)
    {
        if (kind == Drain)
        {
            var result = await new ProcessRunner().RunAsync(new ProcessSpec("head", "-c", amount, "/dev/zero"), OutputSink.Discard());
            if (result.StandardOutputLength.ToString(CultureInfo.InvariantCulture) != amount)
                throw new InvalidOperationException("Not every byte arrived.");
            return;
        }

        for (var left = int.Parse(amount, CultureInfo.InvariantCulture); left > 0; left--)
        {
            if (!(await new ProcessRunner().RunAsync(new ProcessSpec("/bin/true"))).Success)
                throw new InvalidOperationException("/bin/true did not end as it should.");
        }
    }

    private static async Task<IReadOnlyList<Reading>> MeasureAsync(Settings settings, string kind, Func<Task<Peer?>> peerAsync)
    {
        var amount = (kind, settings.Quick) switch { (Drain, true) => 1L << 30, (Drain, false) => 4L << 30, (_, true) => 100, _ => 1000 };
        var what = kind == Drain ? $"`head -c {amount >> 30}G /dev/zero`, each byte read" : $"{amount} times `/bin/true`, one after another, both streams captured";
        var bar = Bar.AtMostRatio(1);
        using var peer = await peerAsync();
        if (peer is null)
            return [Reading.NotMeasured($"{what}: a C# program on Core against another language's, time", bar, "no node with npm, or no python3")];
        string[] own = [Path.ChangeExtension(typeof(WholeProgramRows).Assembly.Location, null), Option, kind, amount.ToString(CultureInfo.InvariantCulture)];
        string[] other = [.. peer.Words, kind, amount.ToString(CultureInfo.InvariantCulture)];
        var seconds = await Pairs.TimeAsync(1, settings.Quick ? 3 : 7, () => WholeAsync(own), () => WholeAsync(other));
        return
        [
            new Reading(
                $"{what}: a C# program on Core against {peer.Name}, whole programs, time", bar, seconds.Ratio,
                string.Create(CultureInfo.InvariantCulture, $"{seconds.MedianA:0.00} s against {seconds.MedianB:0.00} s; {seconds.Spread}")),
        ];
    }

    private static async Task WholeAsync(string[] command)
    {
        using var process = Process.Start(command[0], command[1..]);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"'{string.Join(' ', command)}' exited with {process.ExitCode}.");
    }

    private static async Task<Peer?> AsyncioAsync() =>
        await VersionAsync("python3") is { } version ? new Peer($"asyncio of Python {version}", ["python3", ScriptOf("asyncio-peer.py")], null) : null;

    private static async Task<Peer?> ExecaAsync()
    {
        if (await VersionAsync("node") is not { } version || await VersionAsync("npm") is null)
            return null;
        var folder = Directory.CreateTempSubdirectory("safeprocess-bench-");
        await Programs.ShellAsync($"npm install --prefix '{folder.FullName}' --silent --no-fund --no-audit execa@{Execa}");
        return new Peer($"execa {Execa} on Node {version}", ["node", ScriptOf("execa-peer.mjs"), folder.FullName], folder);
    }

    private static string ScriptOf(string name) => Path.Combine(AppContext.BaseDirectory, "Rows", name);

    private static async Task<string?> VersionAsync(string program)
    {
        try
        {
            var (_, output, _) = await Programs.CaptureAsync(program, "--version");
            return output.Trim().Split(' ')[^1].TrimStart('v');
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>A program in another language.</summary>
    private sealed record Peer(string Name, string[] Words, DirectoryInfo? Folder) : IDisposable
    {
        public void Dispose() => Folder?.Delete(recursive: true);
    }
}
