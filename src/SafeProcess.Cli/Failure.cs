namespace SafeProcess.Cli;

/// <summary>Tells a failure in one line on standard error.</summary>
internal static class Failure
{
    public static int Tell(string message, int exitCode)
    {
        Console.Error.WriteLine("safeprocess: " + message.ReplaceLineEndings(" "));
        return exitCode;
    }
}
