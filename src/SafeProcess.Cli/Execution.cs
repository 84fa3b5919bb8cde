using System.Text;

namespace SafeProcess.Cli;

/// <summary>Runs a request and turns what became of it into an exit code.</summary>
internal static class Execution
{
    private const int BrokenPipe = 13;

    public static async Task<int> RunAsync(RunRequest request)
    {
        using var signals = new TerminationSignals();
        var output = StandardStream.Output();
        var error = StandardStream.Error();
        try
        {
            var sink = request.Json
                ? OutputSink.Text(limit: request.OutputLimit)
                : new OutputSink(new CopySink(output.Stream, leaveOpen: true), new CopySink(error.Stream, leaveOpen: true));
            var result = await RunAsync(request, sink, signals.Token);
            if (request.Json)
                Write(output.Stream, result);
            if (signals.Number is { } number && result.Outcome == Outcome.Canceled)
                return ExitCode.AfterSignal(number);
            var exitCode = request.PreserveStatus && result.TimedOut ? ExitCode.OfProgram(result) : ExitCode.Of(result);
            // The last step of a verbose run says the same.
            return result.Outcome == Outcome.Exited || request.Verbose ? exitCode : Failure.Tell(ProcessFailedException.For(result).Message, exitCode);
        }
        catch (OperationCanceledException) when (signals.Number is not null)
        {
            return ExitCode.AfterSignal(signals.Number.Value);
        }
        catch (Exception) when (output.ReaderIsGone || error.ReaderIsGone)
        {
            // What SIGPIPE would have made of the program without us in between; it is the reader's choice, and no failure to tell.
            return ExitCode.AfterSignal(BrokenPipe);
        }
        catch (StartException exception)
        {
            return Failure.Tell(exception.Message, ExitCode.Of(exception.Failure));
        }
        catch (InvalidSpecException exception)
        {
            return Failure.Tell(exception);
        }
        catch (Exception exception) when (exception is ArgumentException or ProcessFailedException or IOException or UnauthorizedAccessException)
        {
            return Failure.Tell((exception.InnerException ?? exception).Message, ExitCode.OwnError);
        }
    }

    private static void Write(Stream target, ProcessResult result)
    {
        // At once, so that those who share a pipe do not write into each other's objects.
        target.Write(Encoding.UTF8.GetBytes(result.ToJson() + '\n'));
        target.Flush();
    }

    private static async Task<ProcessResult> RunAsync(RunRequest request, OutputSink sink, CancellationToken cancellationToken)
    {
        await using var log = request.Verbose ? new EventLog() : null;
        return await new ProcessRunner { Events = log }.RunAsync(request.Spec, sink, cancellationToken);
    }
}
