namespace SafeProcess.Commands;

/// <summary>The line that one stream of a job has begun and not ended. It counts as a line, such as a question that waits for its answer, once the program has
/// paused in it: what one write holds may come in several reads.</summary>
/// <param name="tell">Told of such a line.</param>
internal sealed class UnfinishedLine(Action<string> tell)
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);

    private readonly object _gate = new();
    private int _version;

    /// <summary>What there is of it; empty for nothing.</summary>
    public string Text { get; private set; } = string.Empty;

    /// <summary>There is more of it, or it has ended.</summary>
    public void Set(string text)
    {
        lock (_gate)
        {
            _version++;
            if (text.Length == 0)
                Text = text;
            else
                _ = TellAfterPauseAsync(text, _version);
        }
    }

    private async Task TellAfterPauseAsync(string text, int version)
    {
        await Task.Delay(_pause, TimeProvider.System).ConfigureAwait(false);
        lock (_gate)
        {
            if (_version != version)
                return;
            Text = text;
        }

        tell(text);
    }
}
