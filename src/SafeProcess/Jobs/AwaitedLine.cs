using System.Management.Automation;
using System.Text.RegularExpressions;

namespace SafeProcess.Commands;

/// <summary>A line, on either stream, that matches. Lines that came before count, received or not.</summary>
internal sealed class AwaitedLine : IAwaited
{
    private readonly Regex _pattern;
    private readonly PipelinePump _pump;
    private readonly IDisposable _watching;

    public AwaitedLine(SafeProcessJob job, Regex pattern, PipelinePump pump)
    {
        _pattern = pattern;
        _pump = pump;

        // On the pipeline thread, because a pattern may take its time; the flow holds the program back meanwhile.
        _watching = job.History.Watch(new LineFlow(pump, (_, lines) => Look(lines)).ReceiveAsync);
    }

    /// <inheritdoc/>
    public string Name => $"A line that matches '{_pattern}'";

    /// <inheritdoc/>
    public object? Found { get; private set; }

    /// <inheritdoc/>
    public void Dispose() => _watching.Dispose();

    private void Look(IReadOnlyList<string> lines)
    {
        foreach (var line in lines)
        {
            if (Found is not null)
                return;
            if (_pattern.Match(line) is not { Success: true } match)
                continue;
            var found = PSObject.AsPSObject(match);
            found.Properties.Add(new PSNoteProperty("Line", line));
            Found = found;
            _pump.Wake();
        }
    }
}
