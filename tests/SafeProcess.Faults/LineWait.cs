namespace SafeProcess.Faults;

/// <summary>A sink that tells when a line has come.</summary>
internal sealed class LineWait
{
    private readonly TaskCompletionSource<string> _line = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A wait for the first line that begins like this.</summary>
    public LineWait(string start = "") => Sink = new LineSink((lines, _) =>
    {
        if (lines.FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal)) is { } found)
            _line.TrySetResult(found);
        return default;
    });

    public LineSink Sink { get; }

    /// <summary>The line, once it has come.</summary>
    public Task<string> Line => _line.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
}
