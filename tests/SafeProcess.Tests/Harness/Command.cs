using System.ComponentModel;
using System.Diagnostics;

namespace SafeProcess.Tests.Harness;

/// <summary>Runs a command by .NET's own means, to know what is true without the runner under test.</summary>
internal static class Command
{
    /// <summary>What the command writes on standard output; null when it is missing, fails or does not end.</summary>
    public static string? Output(string program, params string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo(program, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync();
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            if (process.WaitForExit(Eventually.Bound))
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
