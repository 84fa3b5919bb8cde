using Xunit.Runner.InProc.SystemConsole;

namespace SafeProcess.Core.Tests.Hosts;

/// <summary>The test program's entry: the tests, or one host in a state that would spoil the tests' own process.</summary>
internal static partial class HostProgram
{
    public static Task<int> Main(string[] arguments) =>
        arguments is [Switch, var host, .. var rest] ? HostAsync(host, rest) : ConsoleRunner.Run(arguments);

    private static Task<int> HostAsync(string host, string[] arguments) => host switch
    {
        "nested" => NestedHost.RunAsync(arguments),
        "busy-pool" => BusyPoolHost.RunAsync(arguments),
        "listening" => ListeningHost.RunAsync(arguments),
        _ => ThisSystemsHostAsync(host, arguments),
    };
}
