namespace SafeProcess.Unruly;

/// <summary>How long anything here may live: a test that fails must not leave a process for ever.</summary>
internal static class Lifetime
{
    public const int Limit = 120_000;

    /// <summary>The exit code of what lived up to the limit.</summary>
    public const int Outlived = 99;

    /// <summary>Does nothing for so long.</summary>
    /// <returns>The exit code: 0, or <see cref="Outlived"/> when the limit came first.</returns>
    public static int Hang(int milliseconds = Limit)
    {
        Thread.Sleep(Math.Min(milliseconds, Limit));
        return milliseconds >= Limit ? Outlived : 0;
    }

    /// <summary>Ends this process at the limit, whatever it does until then.</summary>
    public static void EndLater() => new Thread(() =>
    {
        Hang();
        Environment.Exit(Outlived);
    })
    { IsBackground = true }.Start();
}
