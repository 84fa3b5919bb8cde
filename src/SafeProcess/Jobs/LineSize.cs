namespace SafeProcess.Commands;

/// <summary>What a line that waits to be received takes of memory.</summary>
internal static class LineSize
{
    // The string, the object around it and its place in a list, rounded: many empty lines fill memory too.
    private const int Overhead = 128;

    /// <summary>In bytes.</summary>
    public static int Of(string line) => (int)Math.Min(Overhead + (2L * line.Length), int.MaxValue);
}
