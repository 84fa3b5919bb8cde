using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace SafeProcess.Tests.Harness;

/// <summary>Runs a command by .NET's own means, to know what is true without the runner under test.</summary>
internal static class Command
{
    // There to end a broken command, not to measure anything.
    private static readonly TimeSpan _bound = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(200);

    /// <summary>How to start a program with its arguments.</summary>
    public static ProcessStartInfo StartInfo(params string[] command) => new(command[0], command[1..]);

    /// <summary>What the command writes on standard output; null when it is missing, fails or does not end.</summary>
    public static string? Output(params string[] command) => Execute(command) is (null, var output, _) ? output : null;

    /// <summary>What the command writes on standard output. When it is missing, fails or does not end, the test fails with all that it wrote.</summary>
    public static string Run(params string[] command)
    {
        var (failure, output, error) = Execute(command);
        return failure is null ? output : throw new InvalidOperationException($"'{string.Join(' ', command)}' {failure}.\n{error}\n{output}");
    }

    private static (string? Failure, string Output, string Error) Execute(string[] command)
    {
        StringBuilder output = new(), error = new();
        try
        {
            var start = StartInfo(command);
            start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var clock = Stopwatch.StartNew();
            long heard = 0;
            var reads = Task.WhenAll(
                ReadAsync(process.StandardOutput, output, () => Volatile.Write(ref heard, clock.ElapsedMilliseconds)),
                ReadAsync(process.StandardError, error, () => Volatile.Write(ref heard, clock.ElapsedMilliseconds)));
            string? failure = null;
            // What goes on writing goes on: a busy machine takes long for much.
            while (!process.WaitForExit(_look) && failure is null)
            {
                failure = clock.ElapsedMilliseconds - Volatile.Read(ref heard) > _bound.TotalMilliseconds ? $"did not end, and wrote nothing for {_bound.TotalSeconds} s"
                    : clock.Elapsed > 10 * _bound ? $"did not end within {10 * _bound.TotalSeconds} s"
                    : null;
            }

            if (failure is not null)
            {
                process.Kill(entireProcessTree: true);
            }
            else if (process.ExitCode != 0)
            {
                failure = $"exited with {process.ExitCode}";
            }

            // Somebody else may still hold the other ends.
            var read = reads.Wait(_bound);
            return (failure ?? (read ? null : "left its output open"), Copy(output), Copy(error));
        }
        catch (Win32Exception exception)
        {
            return ($"cannot be started: {exception.Message}", "", "");
        }
    }

    private static async Task ReadAsync(StreamReader reader, StringBuilder text, Action heard)
    {
        var buffer = new char[4096];
        while (await reader.ReadAsync(buffer).ConfigureAwait(false) is > 0 and var count)
        {
            heard();
            lock (text)
                text.Append(buffer, 0, count);
        }
    }

    private static string Copy(StringBuilder text)
    {
        lock (text)
            return text.ToString();
    }
}
