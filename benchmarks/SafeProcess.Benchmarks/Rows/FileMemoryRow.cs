using System.Globalization;

namespace SafeProcess.Benchmarks.Rows;

/// <summary>What a large output that goes straight to a file costs in memory.</summary>
internal static class FileMemoryRow
{
    private const long Mebi = 1L << 20;

    public static Row Row { get; } = new("file-memory", MeasureAsync, OwnProcess: true);

    private static async Task<IReadOnlyList<Reading>> MeasureAsync(Settings settings)
    {
        var size = (settings.Quick ? 256 : 2048) * Mebi;
        var folder = Directory.CreateTempSubdirectory("safeprocess-bench-");
        try
        {
            var onDisk = new DriveInfo(folder.FullName).AvailableFreeSpace > 2 * size;
            var target = onDisk ? Path.Combine(folder.FullName, "output") : "/dev/null";
            await CopyAsync(target, Mebi);
            var before = Machine.Memory("VmRSS");
            Machine.ResetPeakMemory();
            await CopyAsync(target, size);
            var growth = Machine.Memory("VmHWM") - before;
            return
            [
                new Reading(
                    $"{size / Mebi} MiB to {(onDisk ? "a file on disk" : "/dev/null, for want of disk space")}: growth of resident memory",
                    Bar.AtMost(16, "MiB"), (double)growth / Mebi,
                    string.Create(CultureInfo.InvariantCulture, $"peak (VmHWM) above the {before / Mebi} MiB before; fresh process after a run of 1 MiB")),
            ];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task CopyAsync(string target, long size)
    {
        await using var file = CopySink.ToFile(target);
        var result = await new ProcessRunner().RunAsync(
            new ProcessSpec("head", "-c", size.ToString(CultureInfo.InvariantCulture), "/dev/zero"), new OutputSink(file, new CountingSink()));
        if (result.StandardOutputLength != size || (target != "/dev/null" && new FileInfo(target).Length != size))
            throw new InvalidOperationException("Not every byte arrived.");
    }
}
