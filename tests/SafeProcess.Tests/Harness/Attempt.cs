namespace SafeProcess.Tests.Harness;

/// <summary>Runs that a deadline ends, which no event from outside can set.</summary>
internal static class Attempt
{
    private static readonly int[] _seconds = [1, 4, 16];

    /// <summary>Runs something with a deadline that comes later each time, until its program had the time to do what it is about.</summary>
    /// <param name="run">Is given the deadline in seconds.</param>
    /// <param name="hadTime">Whether the program got there.</param>
    /// <returns>That run, or the last one.</returns>
    public static T UntilTrue<T>(Func<int, T> run, Predicate<T> hadTime)
    {
        foreach (var seconds in _seconds[..^1])
        {
            var result = run(seconds);
            if (hadTime(result))
                return result;
        }

        return run(_seconds[^1]);
    }
}
