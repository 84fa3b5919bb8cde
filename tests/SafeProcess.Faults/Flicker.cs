using System.Diagnostics;

namespace SafeProcess.Faults;

/// <summary>Takes a file or folder away and puts it back, as fast as it can, while programs are started that need it.</summary>
internal static class Flicker
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    /// <summary>Starts until so many have found it and so many have not: neither says much without the other.</summary>
    /// <param name="path">What flickers; it is there at the beginning.</param>
    /// <param name="enough">Of both.</param>
    /// <param name="startAsync">One start.</param>
    /// <param name="missing">The only cause for which one may fail.</param>
    public static async Task RaceAsync(string path, int enough, Func<Task<ProcessResult>> startAsync, StartFailure missing)
    {
        using var over = new CancellationTokenSource();
        var moving = Task.Factory.StartNew(() => Move(path, over.Token), TaskCreationOptions.LongRunning);
        var (found, lost) = (0, 0);
        try
        {
            for (var begun = Stopwatch.GetTimestamp(); found < enough || lost < enough;)
            {
                Assert.True(Stopwatch.GetElapsedTime(begun) < _patience, $"{found} starts found it, {lost} did not");
                try
                {
                    Assert.True((await startAsync()).Success);
                    found++;
                }
                catch (StartException failure)
                {
                    Assert.True(missing == failure.Failure, failure.ToString());
                    lost++;
                }
            }
        }
        finally
        {
            await over.CancelAsync();
            await moving;
        }
    }

    private static void Move(string path, CancellationToken over)
    {
        var away = path + ".away";
        while (!over.IsCancellationRequested)
        {
            Directory.Move(path, away);
            Thread.Yield();
            Directory.Move(away, path);
            Thread.Yield();
        }
    }
}
