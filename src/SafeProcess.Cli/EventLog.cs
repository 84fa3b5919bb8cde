using System.Threading.Channels;

namespace SafeProcess.Cli;

/// <summary>Writes the steps of a run on standard error. Through a queue, because a reporter of steps must not block and
/// standard error may be a full pipe.</summary>
internal sealed class EventLog : IProgress<RunEvent>, IAsyncDisposable
{
    private readonly Channel<RunEvent> _events = Channel.CreateUnbounded<RunEvent>(new() { SingleReader = true });
    private readonly Task _writing;

    public EventLog() => _writing = Task.Run(WriteAsync);

    public void Report(RunEvent value) => _events.Writer.TryWrite(value);

    public async ValueTask DisposeAsync()
    {
        _events.Writer.Complete();
        await _writing;
    }

    private async Task WriteAsync()
    {
        try
        {
            await foreach (var step in _events.Reader.ReadAllAsync())
                await Console.Error.WriteLineAsync($"safeprocess: {step.Elapsed.TotalSeconds:0.000} s: {step.Message}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Nobody can be told any more; the run goes on.
        }
    }
}
