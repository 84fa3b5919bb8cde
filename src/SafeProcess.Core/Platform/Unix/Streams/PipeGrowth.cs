using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Unix.Streams;

/// <summary>Makes the pipes between programs larger, so that they wait for each other less often: each program is in a session of its own, and the
/// scheduler of Linux, which groups by session, makes each such wait a long one on a busy machine (<c>autogroup</c> in <c>sched(7)</c>).</summary>
/// <remarks>Only some at a time: a user's pipes may have 64 MiB together (pipe-user-pages-soft in <c>pipe(7)</c>), beyond which new ones get a page
/// or two.</remarks>
internal static class PipeGrowth
{
    private const int Size = 1024 * 1024;
    private const int MostAtOnce = 16;

    private static int _grown;

    /// <summary>Grows a pipe unless too many are grown; call <see cref="GiveBack"/> when it has gone.</summary>
    public static bool TryGrow(Descriptor pipe)
    {
        if (Interlocked.Increment(ref _grown) <= MostAtOnce && UnixSystem.Current.TryGrow(pipe, Size))
            return true;
        GiveBack(1);
        return false;
    }

    /// <summary>So many have gone.</summary>
    public static void GiveBack(int pipes) => Interlocked.Add(ref _grown, -pipes);
}
