using System.Runtime.InteropServices;

namespace SafeProcess.Unruly;

/// <summary>Commands that use a lot of something.</summary>
internal static unsafe class UseCommands
{
    private const int MiB = 1024 * 1024;

    public static int Burn(CommandLine line)
    {
        var most = TimeSpan.FromMilliseconds(Math.Min(line.Option("for", 60_000), Lifetime.Limit));
        while (Environment.CpuUsage.TotalTime < most)
            Thread.SpinWait(100_000);
        return 0;
    }

    public static int Allocate(CommandLine line)
    {
        for (var left = line.NextNumber("N"); left > 0; left--)
            new Span<byte>(NativeMemory.Alloc(MiB), MiB).Fill(1);
        StandardStreams.WriteOutput("allocated\n");
        return 0;
    }
}
