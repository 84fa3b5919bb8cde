using SafeProcess.Threading;

namespace SafeProcess.Platform.Linux.Tree;

/// <content>Finds what is just being replaced by another program: for a moment <c>/proc</c> shows no environment of it. It carries the mark all the
/// same, unless its line was forked before the host came to put the mark. What may have been is looked at again until it can be told.</content>
internal sealed partial class LinuxProcessTree
{
    /// <summary>So many looks take about as long as a replacement.</summary>
    private const int LooksWithoutPause = 10;

    private static readonly TimeSpan _blink = TimeSpan.FromMilliseconds(1);

    /// <summary>A replacement takes less than a millisecond of processor time, for which it may have to wait. One that takes longer than this hangs on
    /// its file system.</summary>
    private static readonly TimeSpan _veilPatience = TimeSpan.FromSeconds(5);

    private async ValueTask FindVeiledAsync(HashSet<int> veiled, Dictionary<int, ProcessEntry> found)
    {
        var patience = new Patience(_veilPatience);
        // The last look begins once patience is over: this thread may have waited for a processor as well.
        var isLast = false;
        for (var looks = 1; veiled.Count > 0 && !isLast; looks++)
        {
            isLast = patience.IsOver;
            var still = new HashSet<int>();
            foreach (var id in veiled)
            {
                if (!found.ContainsKey(id) && FindMember(id, still) is { } entry && ProcFile.IsProcess(id))
                    found[id] = entry;
            }

            veiled = still;
            if (veiled.Count > 0 && looks > LooksWithoutPause)
                await Task.Delay(_blink, OwnTime.Instance).ConfigureAwait(true);
        }
    }
}
