namespace SafeProcess.Core.Tests.Hosts;

internal static partial class HostProgram
{
    private static Task<int> ThisSystemsHostAsync(string host, string[] arguments) => host switch
    {
        "few-descriptors" => LimitedHosts.FewDescriptorsAsync(int.Parse(arguments[0], System.Globalization.CultureInfo.InvariantCulture)),
        "starved" => StarvedHosts.LevelAsync(int.Parse(arguments[0], System.Globalization.CultureInfo.InvariantCulture)),
        "starved-limited" => StarvedHosts.LimitedAsync(int.Parse(arguments[0], System.Globalization.CultureInfo.InvariantCulture), arguments[1]),
        "no-processes" => LimitedHosts.NoProcessesAsync(),
        "priority" => LimitedHosts.PriorityAsync(arguments[0]),
        "start" => LimitedHosts.StartAsync(arguments[0], arguments.ElementAtOrDefault(1)),
        "lost-directory" => LimitedHosts.LostDirectoryAsync(),
        "pass" => LimitedHosts.PassAsync(arguments),
        "closed-streams" => LimitedHosts.ClosedStreamsAsync(arguments[0]),
        "peak" => LimitedHosts.PeakAsync(arguments),
        "left" => LimitedHosts.LeftAsync(arguments),
        "guarded" => GuardedHosts.RunAsync(arguments),
        "tight" => GuardedHosts.OneProcessMoreAsync(),
        "reaping" => ReapingHosts.RunAsync(arguments),
        "lost-status" => ReapingHosts.LostAsync(),
        "runs" => RunsHost.RunAsync(arguments),
        "small-chunks" => SmallChunksHost.RunAsync(arguments[0]),
        "hostile" => HostileHosts.EndAsync(int.Parse(arguments[0], System.Globalization.CultureInfo.InvariantCulture), arguments[1..]),
        _ => throw new ArgumentException($"No such host: {host}", nameof(host)),
    };
}
