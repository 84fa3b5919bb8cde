using SafeProcess.Faults.Hosts;
using Xunit.Runner.InProc.SystemConsole;

namespace SafeProcess.Core.Tests.Hosts;

/// <summary>The test program's entry: the tests, or one host to which a fault happens that would spoil the tests' own process.</summary>
internal static partial class HostProgram
{
    public static Task<int> Main(string[] arguments) =>
        arguments is [Switch, var host, .. var rest] ? HostAsync(host, rest) : ConsoleRunner.Run(arguments);

    private static Task<int> HostAsync(string host, string[] arguments) => host switch
    {
        "descriptors" => DescriptorHost.MainAsync(arguments[0]),
        "processes" => ProcessHost.MainAsync(),
        "full-disk" => FullDiskHost.MainAsync(arguments[0]),
        "doomed" => DoomedHost.MainAsync(arguments[0], arguments[1]),
        "crowd" => CrowdHost.MainAsync(arguments[0], arguments[1], arguments[2]),
        "unmarked" => UnmarkedHost.MainAsync(),
        "tracer" => Task.FromResult(TracerHost.TraceUntilInputEnds(arguments[0])),
        _ => throw new ArgumentException($"No such host: {host}", nameof(host)),
    };
}
