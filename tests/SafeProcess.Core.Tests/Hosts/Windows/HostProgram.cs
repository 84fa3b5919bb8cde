using SafeProcess.Core.Tests.Support;

namespace SafeProcess.Core.Tests.Hosts;

internal static partial class HostProgram
{
    private static Task<int> ThisSystemsHostAsync(string host, string[] arguments) => host switch
    {
        "keep" => KeepAsync(arguments),
        "host" => HostInsideAsync(arguments),
        _ => throw new ArgumentException($"No such host: {host}", nameof(host)),
    };

    /// <summary>Runs a program, leaves its orphans alone, and ends.</summary>
    private static async Task<int> KeepAsync(string[] arguments)
    {
        await using var output = new CopySink(Console.OpenStandardOutput());
        var result = await new ProcessRunner().RunAsync(
            UnrulyProgram.Spec(arguments) with { OrphanPolicy = OrphanPolicy.Keep }, new(output, new CountingSink()));
        return result.Success ? 0 : 1;
    }

    /// <summary>Runs another host.</summary>
    private static async Task<int> HostInsideAsync(string[] arguments)
    {
        await using var output = new CopySink(Console.OpenStandardOutput());
        return (await new ProcessRunner().RunAsync(Spec(arguments[0], arguments[1..]), new(output, new CountingSink()))).ExitCode ?? 1;
    }
}
