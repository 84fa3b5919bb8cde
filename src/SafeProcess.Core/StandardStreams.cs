using SafeProcess.Platform;

namespace SafeProcess;

/// <summary>Which standard streams this process was started with. Whoever starts it may close one (<c>&lt;&amp;-</c> and <c>&gt;&amp;-</c> in a shell): then its
/// number is free, and the next file that is opened has it, be it one of .NET's own. To read or write it as a stream would hang, fail or destroy.</summary>
/// <remarks>The first use looks, and gives the numbers that are still free to a file that is always empty, so that nothing which is opened later is taken for a
/// standard stream. So use it early. On Windows every stream is said to be there: its console knows better.</remarks>
public static class StandardStreams
{
    private static readonly IReadOnlyList<bool> _inherited = ProgramConventions.Current.FindStandardStreams();

    /// <summary>False when standard input was closed, or is <c>/dev/null</c> as far as that can be told: there is nothing to read.</summary>
    public static bool HasInput => _inherited[0];

    /// <summary>False when standard output was closed.</summary>
    public static bool HasOutput => _inherited[1];

    /// <summary>False when standard error was closed.</summary>
    public static bool HasError => _inherited[2];
}
