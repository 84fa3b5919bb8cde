using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using CliWrap;

// callers WHAT LIMIT FOLDER CASE PROGRAM
var limit = TimeSpan.FromSeconds(double.Parse(args[1]));
var (folder, arguments) = (args[2], new[] { args[4], args[3], args[2] });
var (output, error) = (new StringBuilder(), new StringBuilder());

// As a careful program does: Ctrl+C and SIGTERM cancel what runs instead of ending this process.
using var interrupted = new CancellationTokenSource();
using var pressed = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
using var stopped = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);

try
{
    await (args[0] switch
    {
        "process" => ProcessAsync(),
        "cliwrap" => CliWrapAsync(),
#if NET11
        "capture" => CaptureAsync(),
#endif
        _ => throw new ArgumentException(args[0]),
    });
}
catch (Exception ended) when (ended is OperationCanceledException or TimeoutException)
{
}

File.WriteAllText($"{folder}/captured.out", output.ToString());
File.WriteAllText($"{folder}/captured.err", error.ToString());

async Task ProcessAsync()
{
    using var deadline = CancellationTokenSource.CreateLinkedTokenSource(interrupted.Token);
    deadline.CancelAfter(limit);
    using var process = new Process { StartInfo = new("sh", arguments) { RedirectStandardOutput = true, RedirectStandardError = true } };
    process.OutputDataReceived += (_, line) => Append(output, line.Data);
    process.ErrorDataReceived += (_, line) => Append(error, line.Data);
    process.Start();
    process.BeginOutputReadLine();
    process.BeginErrorReadLine();
    try
    {
        await process.WaitForExitAsync(deadline.Token);
    }
    catch (OperationCanceledException)
    {
        process.Kill(entireProcessTree: true);
    }
}

async Task CliWrapAsync()
{
    using var graceful = CancellationTokenSource.CreateLinkedTokenSource(interrupted.Token);
    using var forceful = new CancellationTokenSource();
    graceful.Token.Register(() => forceful.CancelAfter(TimeSpan.FromSeconds(1)));
    graceful.CancelAfter(limit);
    await Cli.Wrap("sh").WithArguments(arguments).WithValidation(CommandResultValidation.None)
        .WithStandardOutputPipe(PipeTarget.ToStringBuilder(output))
        .WithStandardErrorPipe(PipeTarget.ToStringBuilder(error))
        .ExecuteAsync(forceful.Token, graceful.Token);
}

#if NET11
#pragma warning disable CA1416 // built for Linux only
async Task CaptureAsync()
{
    using var deadline = CancellationTokenSource.CreateLinkedTokenSource(interrupted.Token);
    deadline.CancelAfter(limit);
    var start = new ProcessStartInfo("sh", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, KillOnParentExit = true };
    var captured = await Process.RunAndCaptureTextAsync(start, deadline.Token);
    output.Append(captured.StandardOutput);
    error.Append(captured.StandardError);
}
#endif

void Cancel(PosixSignalContext signal)
{
    signal.Cancel = true;
    interrupted.Cancel();
}

static void Append(StringBuilder text, string? line)
{
    if (line is not null)
    {
        lock (text)
            text.Append(line).Append('\n');
    }
}
