namespace SafeProcess.Core.Tests.Support;

/// <summary>What this test process itself holds. Only tests that run alone can compare two looks.</summary>
internal static class HostResources
{
    public static IReadOnlyList<int> Descriptors() =>
        [.. Directory.EnumerateFileSystemEntries("/proc/self/fd").Select(path => int.Parse(System.IO.Path.GetFileName(path), System.Globalization.CultureInfo.InvariantCulture))
            .Where(descriptor => new FileInfo($"/proc/self/fd/{descriptor}").LinkTarget?.EndsWith("/fd", StringComparison.Ordinal) == false).Order()];

    /// <summary>What the descriptors of a process are; none when it has gone.</summary>
    public static Dictionary<int, string> DescriptorsOf(int process)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries($"/proc/{process}/fd").ToDictionary(
                path => int.Parse(System.IO.Path.GetFileName(path), System.Globalization.CultureInfo.InvariantCulture), path => new FileInfo(path).LinkTarget ?? "gone");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>What the open descriptors are, and how many of each. Without regular files: the runtime opens those of the assemblies it loads.</summary>
    public static IReadOnlyDictionary<string, int> DescriptorKinds() =>
        Descriptors().Select(descriptor => new FileInfo($"/proc/self/fd/{descriptor}").LinkTarget ?? "gone")
            .Where(target => !target.StartsWith('/') || target.StartsWith("/dev/", StringComparison.Ordinal) || target.StartsWith("/proc/", StringComparison.Ordinal))
            .CountBy(target => target.Split(':')[0] is "pipe" or "socket" ? target.Split(':')[0] : target)
            .OrderBy(kind => kind.Key, StringComparer.Ordinal).ToDictionary();

    /// <summary>The kinds of descriptors of which there are more than before, and stay so: one that another thread is just using is closed when
    /// that thread lets go of it.</summary>
    public static async Task<IReadOnlyList<string>> MoreDescriptorsAsync(IReadOnlyDictionary<string, int> before)
    {
        for (var tries = 0; ; tries++)
        {
            var more = DescriptorKinds().Where(kind => kind.Value > before.GetValueOrDefault(kind.Key))
                .Select(kind => $"{kind.Key}: {before.GetValueOrDefault(kind.Key)} before, {kind.Value} now").ToList();
            if (more.Count == 0 || tries == 100)
                return more;
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public static int DescriptorCount() => Descriptors().Count;

    public static int Threads() => Directory.EnumerateDirectories("/proc/self/task").Count();
}
