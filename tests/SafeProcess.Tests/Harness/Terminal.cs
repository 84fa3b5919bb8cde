using System.Diagnostics;
using System.Text;

namespace SafeProcess.Tests.Harness;

/// <summary>A program at a pseudo-terminal, and somebody who types. <c>script</c> of util-linux makes the terminal.</summary>
internal sealed class Terminal : IDisposable
{
    private const string CursorQuery = "\e[6n";

    private readonly Process _script;
    private readonly StringBuilder _screen = new();
    private readonly Task _reading;
    private int _seen;

    private Terminal(string command)
    {
        var start = DefaultSignals.For("script", "--quiet", "--flush", "--return", "--command", $"stty rows 50 cols 200; exec {command}", "/dev/null");
        start.RedirectStandardInput = start.RedirectStandardOutput = true;
        start.Environment["TERM"] = "xterm";
        start.Environment["NO_COLOR"] = "1";
        _script = Process.Start(start)!;
        _reading = Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private static string? SkipReason { get; } =
        Command.Output("script", "--version") is { } version && version.Contains("util-linux", StringComparison.Ordinal)
            ? null
            : "there is no script of util-linux on PATH to make a pseudo-terminal with";

    /// <summary>All that was shown.</summary>
    public string Screen
    {
        get
        {
            lock (_screen)
                return _screen.ToString();
        }
    }

    /// <summary>Starts <c>pwsh</c> at a terminal of its own and waits for the prompt after a first line. Skips the test where there can be
    /// no terminal.</summary>
    /// <param name="firstLine">What to enter at the first prompt.</param>
    public static Terminal OpenPowerShell(string firstLine)
    {
        Assert.SkipWhen(SkipReason is not null, SkipReason ?? "");
        var terminal = new Terminal($"'{string.Join("' '", Engine.Words)}' -NoProfile -NoLogo");
        terminal.AwaitText("PS ");
        // In two pieces: the line itself is shown as well.
        terminal.Enter($"{firstLine}; 'pre' + 'pared'");
        terminal.AwaitText("prepared");
        terminal.AwaitText("PS ");
        return terminal;
    }

    /// <summary>Types a line and presses Enter.</summary>
    public void Enter(string line) => Type(line + "\r");

    /// <summary>Presses Ctrl+C.</summary>
    public void PressCtrlC() => Type("\u0003");

    /// <summary>Waits until a text is shown, after what was waited for before.</summary>
    public void AwaitText(string text)
    {
        try
        {
            Eventually.True(() => Screen.IndexOf(text, _seen, StringComparison.Ordinal) >= 0, $"the terminal shows '{text}'");
        }
        catch (Exception)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(Screen);
            throw;
        }

        _seen = Screen.IndexOf(text, _seen, StringComparison.Ordinal) + text.Length;
    }

    /// <summary>Waits until the program has ended and gives its exit code.</summary>
    public int AwaitExit()
    {
        Assert.True(_script.WaitForExit(Eventually.Bound), Screen);
        return _script.ExitCode;
    }

    public void Dispose()
    {
        if (!_script.HasExited)
            _script.Kill(entireProcessTree: true);
        _reading.Wait(Eventually.Bound);
        _script.Dispose();
    }

    private void Type(string keys)
    {
        lock (_script)
        {
            _script.StandardInput.Write(keys);
            _script.StandardInput.Flush();
        }
    }

    private void Read()
    {
        var decoder = Encoding.UTF8.GetDecoder();
        var bytes = new byte[4096];
        var characters = new char[4096];
        var answered = 0;
        int count;
        while ((count = _script.StandardOutput.BaseStream.Read(bytes)) > 0)
        {
            var shown = new string(characters, 0, decoder.GetChars(bytes.AsSpan(0, count), characters, flush: false));
            lock (_screen)
                _screen.Append(shown);

            // A program that asks where the cursor is waits for an answer, as a terminal gives it. The question may come in two pieces.
            for (var screen = Screen; screen.IndexOf(CursorQuery, answered, StringComparison.Ordinal) is >= 0 and var place;)
            {
                answered = place + CursorQuery.Length;
                Type("\e[1;1R");
            }
        }
    }
}
