using System.Diagnostics;
using System.Text;

namespace SafeProcess.Clusters.Harness;

/// <summary>A program of a cluster that runs until it is ended.</summary>
internal sealed class Daemon : IDisposable
{
    private readonly StringBuilder _log = new();
    private readonly Process _process;

    /// <summary>Starts it.</summary>
    /// <param name="environment">What it and all that it starts find in their environment besides.</param>
    /// <param name="command">The program and its arguments.</param>
    public Daemon(IReadOnlyDictionary<string, string?> environment, params string[] command)
    {
        var start = DefaultSignals.For(command);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        Name = Path.GetFileName(command[0]);
        _process = Process.Start(start)!;
        _process.StandardInput.Close();
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The program.</summary>
    public string Name { get; }

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>What it told.</summary>
    public string Log
    {
        get
        {
            lock (_log)
                return _log.ToString();
        }
    }

    /// <summary>Kills it with all that it started.</summary>
    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Note(string? line)
    {
        lock (_log)
            _log.AppendLine(line);
    }
}
