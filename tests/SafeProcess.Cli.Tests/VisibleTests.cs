namespace SafeProcess.Cli.Tests;

/// <summary>No escape sequence that a program wrote, or is called, reaches the terminal through what safeprocess says itself.</summary>
public sealed class VisibleTests
{
    [Theory]
    [InlineData(124, "--verbose", "--timeout", "300ms", "--grace", "0", "{hangs}")]
    [InlineData(124, "--timeout", "300ms", "--grace", "0", "{hangs}")]
    [InlineData(127, "/no/\e[31msuch")]
    [InlineData(127, "no\e[31msuch")]
    [InlineData(125, "--cwd", "/no/\e[31msuch", "true")]
    [InlineData(125, "--timeout", "\e[31m", "true")]
    [InlineData(125, "--\e[31m", "true")]
    public async Task What_is_said_is_made_visible(int exitCode, params string[] arguments)
    {
        using var scratch = new Scratch();
        var hangs = scratch.Write("h\e[31mangs", "#!/bin/sh\nexec sleep 300\n"u8.ToArray());
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(hangs, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var ended = await SafeprocessCommand.RunAsync([.. arguments.Select(one => one == "{hangs}" ? hangs : one)]);

        Assert.Equal(exitCode, ended.ExitCode);
        Assert.DoesNotContain('\e', ended.Error);
        Assert.Contains(@"\x1b[31m", ended.Error, StringComparison.Ordinal);
    }
}
