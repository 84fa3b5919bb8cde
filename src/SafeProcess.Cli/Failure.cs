namespace SafeProcess.Cli;

/// <summary>Tells a failure in one line on standard error.</summary>
internal static class Failure
{
    public static int Tell(string message, int exitCode)
    {
        try
        {
            Console.Error.WriteLine("safeprocess: " + VisibleText.Line(message.ReplaceLineEndings(" ")));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Nobody can be told: the disk is full, for example. The exit code tells.
        }

        return exitCode;
    }

    /// <summary>Names the option that set what cannot be run.</summary>
    public static int Tell(InvalidSpecException invalid) => Tell($"{OptionTable.NameOf(invalid.ParamName!)} {invalid.Reason}.", ExitCode.OwnError);
}
