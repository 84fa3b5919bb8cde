using SafeProcess.Core.Tests.Support;

namespace SafeProcess.Core.Tests.Hosts;

/// <summary>A host inside a run, or one that is killed.</summary>
internal static class NestedHost
{
    /// <summary>Runs a tree of its own until it is ended from outside.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        Console.WriteLine($"pid {Environment.ProcessId} host");
        await using var output = new CopySink(Console.OpenStandardOutput());
        await new ProcessRunner().RunAsync(UnrulyProgram.Spec(arguments), new(output, new CountingSink()));
        return 0;
    }
}
