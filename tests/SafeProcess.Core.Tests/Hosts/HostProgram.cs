using Xunit.Runner.InProc.SystemConsole;

namespace SafeProcess.Core.Tests.Hosts;

/// <summary>The test program's entry: the tests, or one host in a state that would spoil the tests' own process.</summary>
internal static partial class HostProgram
{
    public static Task<int> Main(string[] arguments) =>
        arguments is [Switch, var host, .. var rest] ? HostAsync(host, rest) : ConsoleRunner.Run(arguments);

    private static Task<int> HostAsync(string host, string[] arguments) => host switch
    {
        "few-descriptors" => LimitedHosts.FewDescriptorsAsync(int.Parse(arguments[0], System.Globalization.CultureInfo.InvariantCulture)),
        "no-processes" => LimitedHosts.NoProcessesAsync(),
        "start" => LimitedHosts.StartAsync(arguments[0], arguments.ElementAtOrDefault(1)),
        "lost-directory" => LimitedHosts.LostDirectoryAsync(),
        "closed-streams" => LimitedHosts.ClosedStreamsAsync(arguments[0]),
        "peak" => LimitedHosts.PeakAsync(arguments),
        "left" => LimitedHosts.LeftAsync(arguments),
        "guarded" => GuardedHosts.RunAsync(arguments),
        "tight" => GuardedHosts.OneProcessMoreAsync(),
        "runs" => RunsHost.RunAsync(arguments),
        "nested" => LimitedHosts.NestedAsync(arguments),
        "hostile" => HostileHosts.EndAsync(int.Parse(arguments[0], System.Globalization.CultureInfo.InvariantCulture), arguments[1..]),
        _ => throw new ArgumentException($"No such host: {host}", nameof(host)),
    };
}
