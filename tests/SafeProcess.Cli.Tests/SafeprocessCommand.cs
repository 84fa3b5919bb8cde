using System.Diagnostics;
using System.Text;
using SafeProcess.Tests.Harness;

namespace SafeProcess.Cli.Tests;

/// <summary>A real <c>safeprocess</c> started by a test. Every wait is bounded; what still runs at the end of the test is killed.</summary>
internal sealed class SafeprocessCommand : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task<byte[]> _error;

    private SafeprocessCommand(Process process)
    {
        _process = process;
        _error = ReadAllAsync(process.StandardError.BaseStream);
    }

    /// <summary>The program: the one that <c>SAFEPROCESS_CLI</c> names, such as one compiled ahead of time, else the one built with these tests.</summary>
    public static string Path { get; } = Environment.GetEnvironmentVariable("SAFEPROCESS_CLI") is { Length: > 0 } named
        ? System.IO.Path.GetFullPath(named)
        : System.IO.Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "safeprocess.exe" : "safeprocess");

    /// <summary>Whether it is one file that needs no .NET.</summary>
    public static bool IsCompiledAheadOfTime { get; } = !File.Exists(System.IO.Path.ChangeExtension(Path, ".dll"));

    public int Id => _process.Id;

    public Stream Input => _process.StandardInput.BaseStream;

    public Stream Output => _process.StandardOutput.BaseStream;

    public static SafeprocessCommand Start(params string[] arguments) => Start(DefaultSignals.For([Path, .. arguments]));

    /// <summary>Starts it with signals ignored, as <c>nohup</c> and background jobs of simple shells do.</summary>
    public static SafeprocessCommand StartIgnoring(string signals, params string[] arguments) =>
        Start(DefaultSignals.For(["/bin/sh", "-c", $"trap '' {signals}; exec \"$@\"", "sh", Path, .. arguments]));

    /// <summary>Runs it to its end with an empty input.</summary>
    public static Task<Ended> RunAsync(params string[] arguments) => RunWithInputAsync([], arguments);

    public static async Task<Ended> RunWithInputAsync(byte[] input, params string[] arguments)
    {
        await using var command = Start(arguments);
        var output = ReadAllAsync(command.Output);
        await command.Input.WriteAsync(input);
        command.Input.Close();
        return await command.EndAsync(output);
    }

    public async Task<Ended> EndAsync(Task<byte[]>? output = null)
    {
        output ??= ReadAllAsync(Output);
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return new Ended(_process.ExitCode, await output.WaitAsync(Patience), await _error.WaitAsync(Patience));
    }

    /// <summary>The next line of the output, read byte by byte so that nothing after it is taken.</summary>
    public async Task<string> ReadLineAsync()
    {
        var line = new List<byte>();
        var next = new byte[1];
        using var patience = new CancellationTokenSource(Patience);
        while (await Output.ReadAsync(next, patience.Token) == 1 && next[0] != '\n')
            line.Add(next[0]);
        return Encoding.UTF8.GetString([.. line]);
    }

    public void Signal(string name)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{name} {Id}"]);
        Assert.True(kill.WaitForExit(Patience));
        Assert.Equal(0, kill.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static SafeprocessCommand Start(ProcessStartInfo start)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        return new(Process.Start(start)!);
    }

    private static async Task<byte[]> ReadAllAsync(Stream stream)
    {
        using var all = new MemoryStream();
        await stream.CopyToAsync(all);
        return all.ToArray();
    }

    internal sealed record Ended(int ExitCode, byte[] OutputBytes, byte[] ErrorBytes)
    {
        public string Output => Encoding.UTF8.GetString(OutputBytes);

        public string Error => Encoding.UTF8.GetString(ErrorBytes);
    }
}
