using System.ComponentModel;
using System.Diagnostics;

namespace SafeProcess.Tests.Harness;

/// <summary>Runs a command by .NET's own means, to know what is true without the runner under test.</summary>
internal static class Command
{
    // There to end a broken command, not to measure anything.
    private static readonly TimeSpan _bound = TimeSpan.FromSeconds(60);

    /// <summary>How to start a program with its arguments.</summary>
    public static ProcessStartInfo StartInfo(params string[] command) => new(command[0], command[1..]);

    /// <summary>What the command writes on standard output; null when it is missing, fails or does not end.</summary>
    public static string? Output(params string[] command)
    {
        try
        {
            var start = StartInfo(command);
            start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync();
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            if (process.WaitForExit(_bound))
                return process.ExitCode == 0 ? output.GetAwaiter().GetResult() : null;
            process.Kill(entireProcessTree: true);
        }
        catch (Win32Exception)
        {
            // No such program.
        }

        return null;
    }
}
