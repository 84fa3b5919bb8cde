using System.Globalization;

namespace SafeProcess.Core.Tests.Support;

/// <summary>A /proc that a test makes up, for the guardian's script to look at. Its signals do what the test says, and its time passes only in its pauses, so that nothing
/// depends on how busy the machine is.</summary>
internal sealed class MadeUpSystem : IDisposable
{
    private const int Begun = 1000;

    private readonly TempFolder _folder = new();
    private readonly List<string> _registry = [];

    public MadeUpSystem()
    {
        foreach (var name in (string[])["bin", "group", "proc", "proc/self", "proc/self/fd", "later", "events"])
            Directory.CreateDirectory(_folder.File(name));
        Write("now", $"{Begun}\n");
        Write("pace", "0\n");
        Write("log", "");
        Write("words", """
            end() { rm -rf "proc/$1"; }
            begin() { mv "later/$1" "proc/$1"; }
            pass() { printf '%s\n' "$1" >now; printf '1 (grep) R 7 7 7 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 %s 0 0 0 0 0 0 0 0 0\n' "$1" >proc/self/stat; }

            """);
        // What the script tells its shell.
        Program("sh", """
            while read -r line; do
                set -- $line
                [ "$1" = kill ] && [ "$2" != -s ] || continue
                signal=${2#-}
                shift 2
                read -r now <now
                printf '%s %s %s\n' "$now" "$signal" "$*" >>log
                for id; do
                    [ -d "proc/$id" ] || continue
                    if [ "$signal" = 9 ]; then
                        [ -e "proc/$id/undying" ] || end "$id"
                    elif [ -e "proc/$id/on-signal" ]; then
                        . "./proc/$id/on-signal"
                    fi
                done
            done
            """);
        Program("sleep", """
            read -r now <now
            read -r pace <pace
            case $1 in 0.*) ticks=$((1${1#0.} - 100)) ;; *) ticks=100 ;; esac
            [ "$ticks" -ge "$pace" ] || ticks=$pace
            while [ "$ticks" -gt 0 ]; do
                ticks=$((ticks - 1))
                now=$((now + 1))
                [ ! -e "events/$now" ] || . "./events/$now"
            done
            pass "$now"
            """);
    }

    /// <summary>The least a pause takes, as on a busy machine.</summary>
    public TimeSpan Pace
    {
        set => Write("pace", $"{Ticks(value)}\n");
    }

    /// <summary>What was signaled, in order: the time since the beginning, the number of the signal, the ids.</summary>
    public IReadOnlyList<(TimeSpan Time, int Signal, IReadOnlyList<int> Ids)> Signals =>
        [.. File.ReadLines(_folder.File("log")).Select(static line => line.Split(' ')).Select(static fields => (
            TimeSpan.FromMilliseconds(10 * (Number(fields[0]) - Begun)),
            Number(fields[1]),
            (IReadOnlyList<int>)[.. fields[2..].Select(Number).Where(static id => id > 0)]))];

    /// <summary>A line of the registry.</summary>
    public void Guard(string line) => _registry.Add(line);

    /// <summary>A process.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="parent">Its parent's.</param>
    /// <param name="session">Its session's, and its group's.</param>
    /// <param name="birth">When it was born, in ticks.</param>
    /// <param name="hard">Its hard limit on file locks.</param>
    /// <param name="environment">One variable.</param>
    /// <param name="onSignal">What happens at a signal that it can handle: "end ID" and "begin ID", apart by semicolons.</param>
    /// <param name="isLater">It is not there before something begins it.</param>
    /// <param name="isUndying">A kill does not end it.</param>
    /// <param name="isEnding">It looks as if it were just ending.</param>
    public void Process(
        int id, int parent, int session, int birth = 500, string hard = "6", string environment = "A=1", string onSignal = "",
        bool isLater = false, bool isUndying = false, bool isEnding = false)
    {
        var folder = $"{(isLater ? "later" : "proc")}/{id}";
        Directory.CreateDirectory(_folder.File(folder));
        var (state, flags) = isEnding ? ('R', 0x400) : ('S', 0);
        Write($"{folder}/stat", $"{id} (a) {state} {parent} {session} {session} 0 -1 {flags} 0 0 0 0 0 0 0 0 20 0 1 0 {birth} 0 0 0 0 0 0 0 0 0\n");
        Write($"{folder}/limits", $"Limit                     Soft Limit           Hard Limit           Units     \nMax file locks            5                    {hard,-20} locks     \n");
        Write($"{folder}/environ", environment + "\0");
        Write($"{folder}/on-signal", onSignal + "\n");
        if (isUndying)
            Write($"{folder}/undying", "");
    }

    /// <summary>At a time after the beginning, does what stands in words like those of a process.</summary>
    public void At(TimeSpan time, string words) => Write($"events/{Begun + Ticks(time)}", words + "\n");

    /// <summary>Replaces what a pause does.</summary>
    public void OnPause(string words) => Program("sleep", words);

    public void Write(string name, string text) => System.IO.File.WriteAllText(_folder.File(name), text);

    /// <summary>Lets the script look until it believes that nothing is left.</summary>
    public async Task RunAsync(string script, string awk = "awk")
    {
        Write("proc/self/fd/3", string.Concat(_registry));
        Write("proc/self/stat", $"1 (grep) R 7 7 7 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 {Begun} 0 0 0 0 0 0 0 0 0\n");
        // Each command is obeyed before the script goes on.
        const string Flush = "fflush(\"sh\")";
        Assert.Contains(Flush, script, StringComparison.Ordinal);
        Write("script", script.Replace("/proc/", "./proc/", StringComparison.Ordinal).Replace(Flush, "close(\"sh\")", StringComparison.Ordinal));
        string[] arguments = awk == "busybox" ? ["awk", "-f", "script"] : ["-f", "script"];
        var result = await Running.RunAsync(new(Requires.Program(awk), arguments)
        {
            WorkingDirectory = _folder.Path,
            Environment = new Dictionary<string, string?> { ["PATH"] = $"{_folder.File("bin")}:/usr/bin:/bin" },
        });
        Assert.Equal((0, ""), (result.ExitCode, result.StandardError));
    }

    public void Dispose() => _folder.Dispose();

    private static int Ticks(TimeSpan time) => (int)(time.TotalMilliseconds / 10);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private void Program(string name, string text) =>
        _folder.WriteProgram($"bin/{name}", System.Text.Encoding.UTF8.GetBytes($"#!/bin/sh\ncd '{_folder.Path}' || exit\n. ./words\n{text}\n"));
}
