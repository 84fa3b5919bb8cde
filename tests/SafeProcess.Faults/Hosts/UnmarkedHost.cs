using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Faults.Hosts;

/// <summary>A host that cannot mark what it starts, as if each program had forked before the mark was put. Its programs leave an escapee that is
/// replaced by another program over and over. Writes how many orphans each run found.</summary>
internal static class UnmarkedHost
{
    private const string Escape = "setsid \"$0\" >/dev/null 2>&1 & while [ ! -e \"$0-up\" ]; do sleep 0.01; done";

    public static async Task<int> MainAsync()
    {
        Native.SetLimit(Native.RLIMIT_LOCKS, new Native.Limit { Current = 1000, Maximum = 1000 });
        using var folder = new TempFolder();
        // Written at the end: the first line on the console needs descriptors.
        var seen = new List<int>();
        var promises = await Promises.BeginAsync();
        for (var run = 0; run < Options.Rounds(40); run++)
        {
            var again = folder.File($"again-{run}");
            await File.WriteAllTextAsync(again, "#!/bin/sh\n: >\"$0-up\"\nexec \"$0\"\n");
            File.SetUnixFileMode(again, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            var result = await RunAsync(promises.Mark(new ProcessSpec("sh", "-c", Escape, again) { GracePeriod = TimeSpan.Zero }));
            seen.Add(result.Orphans.Count);
        }

        await promises.HoldAsync();
        Console.WriteLine(string.Join('\n', seen));
        return 0;
    }
}
