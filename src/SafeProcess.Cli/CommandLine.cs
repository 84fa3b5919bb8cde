namespace SafeProcess.Cli;

/// <summary>Does what a command line says.</summary>
internal static class CommandLine
{
    /// <summary>Reads the arguments and runs the program, or prints the page that is asked for.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> InvokeAsync(string[] arguments)
    {
        RunRequest request;
        try
        {
            var draft = CommandLineReader.Read(arguments);
            if (draft.Page is { } page)
                return Print(page());
            request = draft.ToRequest();
        }
        catch (UsageException usage)
        {
            return Failure.Tell(usage.Message, ExitCode.OwnError);
        }
        catch (InvalidSpecException invalid)
        {
            return Failure.Tell(invalid);
        }

        return await Execution.RunAsync(request);
    }

    private static int Print(string page)
    {
        try
        {
            Console.Out.Write(page);
            return 0;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The page found no room where it was to be written.
            return Failure.Tell(failure.Message, ExitCode.OwnError);
        }
    }
}
