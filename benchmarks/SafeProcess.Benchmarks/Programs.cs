using System.Diagnostics;

namespace SafeProcess.Benchmarks;

/// <summary>Programs run the usual way, by System.Diagnostics.Process: the sides to compare with, and the shells.</summary>
internal static class Programs
{
    /// <summary>Runs a shell line with its streams left alone.</summary>
    public static async Task ShellAsync(string line)
    {
        using var shell = Process.Start("/bin/sh", ["-c", line]);
        await shell.WaitForExitAsync();
        if (shell.ExitCode != 0)
            throw new InvalidOperationException($"'{line}' exited with {shell.ExitCode}.");
    }

    /// <summary>Runs a program and captures both streams as text.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> CaptureAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    /// <summary>Runs a program and counts the bytes it writes, with asynchronous reads of 64 KiB on both streams.</summary>
    public static async Task<long> CountAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        var error = CountAsync(process.StandardError.BaseStream);
        var count = await CountAsync(process.StandardOutput.BaseStream);
        await error;
        await process.WaitForExitAsync();
        return count;
    }

    /// <summary>Reads a stream to its end in pieces of 64 KiB.</summary>
    public static async Task<long> CountAsync(Stream stream)
    {
        var buffer = new byte[64 * 1024];
        long total = 0;
        int count;
        while ((count = await stream.ReadAsync(buffer)) > 0)
            total += count;
        return total;
    }

    private static Process Start(string program, string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
}
