using System.Diagnostics;
using System.Globalization;
using SafeProcess.Core.Tests.Support;

namespace SafeProcess.Faults.Hosts;

/// <summary>Processes of others, which look like those of runs: the same programs, with the environment of a run. Each writes down every signal that it gets and,
/// after a second or so, that it has come to its end; one that was killed does not.</summary>
internal sealed class Innocents : IDisposable
{
    // A shell notes a signal once what it waits for has ended.
    private const string Script = """
        for signal in HUP INT QUIT USR1 USR2 ALRM TERM CONT; do trap "echo got $signal >>'$1'" $signal; done
        echo "begun $$" >>"$1"
        sleep "$2" || echo "its sleep ended with $?" >>"$1"
        echo over >>"$1"
        """;

    // Starts them for others: KIND RUN FILE SECONDS. Each turn it waits for a child, so that no zombie keeps its id.
    private const string Server = """
        while read -r kind run file life; do
            case $kind in
                child) SAFEPROCESS_RUN_ID=$run sh "$0" "$file" "$life" & ;;
                leader) SAFEPROCESS_RUN_ID=$run setsid sh "$0" "$file" "$life" & ;;
                alone) (SAFEPROCESS_RUN_ID=$run setsid sh "$0" "$file" "$life" &) ;;
                elder) mkfifo "$file.in"; (setsid sh -c 'exec 3<>"$1.in"; echo waits >>"$1"; read -r run <&3; SAFEPROCESS_RUN_ID=$run exec sh "$0" "$1" "$2"' "$0" "$file" "$life" &) ;;
            esac
            (:)
        done
        """;

    private const int MostElders = 3;

    private readonly TempFolder _folder = new();
    private readonly string _script;
    private readonly Process _server;
    private readonly HashSet<string> _current = [];
    private readonly HashSet<int> _idsOfRuns = [];
    private readonly Queue<string> _elders = new();
    private readonly Random _random;

    public Innocents(int seed)
    {
        _random = new(seed);
        _script = _folder.File("innocent");
        File.WriteAllText(_script, Script);
        _server = Process.Start(new ProcessStartInfo("sh", ["-c", Server, _script]) { RedirectStandardInput = true })!;
    }

    /// <summary>How many there were.</summary>
    public int Count { get; private set; }

    /// <summary>How many had an id that a process of a run had had before.</summary>
    public int Reused { get; private set; }

    /// <summary>What happened to those that were not left alone.</summary>
    public List<string> Touched { get; } = [];

    /// <summary>How many are there now.</summary>
    public int Alive => _current.Count;

    /// <summary>These ids are of processes of runs.</summary>
    public void NoteRun(IEnumerable<int> ids) => _idsOfRuns.UnionWith(ids);

    /// <summary>One that is older than a run that is yet to begin. It gets its environment by <see cref="Name"/>.</summary>
    public async Task AddElderAsync()
    {
        if (_elders.Count < MostElders)
            _elders.Enqueue(await AddAsync("elder", "-"));
    }

    /// <summary>An elder takes the environment of this run: it becomes another program, and is as old as it was.</summary>
    public void Name(string run)
    {
        if (!_elders.TryDequeue(out var file))
            return;
        // Both ends are open there, so that this does not wait.
        using var inlet = new FileStream(file + ".in", FileMode.Open, FileAccess.Write);
        inlet.Write(System.Text.Encoding.ASCII.GetBytes(run + "\n"));
    }

    /// <summary>One that is a child of somebody else's, perhaps in a session of its own.</summary>
    public Task AddChildAsync(string run) => AddAsync(_random.Next(2) == 0 ? "child" : "leader", run);

    /// <summary>One whose parent has ended. If the run goes on, it must be older than a process of its own can be without the run's mark.</summary>
    public Task AddAloneAsync(string run) => AddAsync("alone", run);

    /// <summary>Looks at what became of those that are over.</summary>
    public void Look()
    {
        foreach (var file in _current.ToList())
        {
            var lines = File.ReadAllLines(file);
            var id = lines.Where(line => line.StartsWith("begun ", StringComparison.Ordinal)).Select(line => int.Parse(line[6..], CultureInfo.InvariantCulture)).FirstOrDefault();
            var isOver = lines.LastOrDefault() == "over";
            if (!isOver && (id == 0 || ProcessTable.EnvironmentOf(id).Contains("SAFEPROCESS_RUN_ID", StringComparison.Ordinal)) && !lines.Any(IsOdd))
                continue;
            // What it wrote may have come after the first reading.
            lines = File.ReadAllLines(file);
            if (lines.LastOrDefault() != "over" || lines.Any(IsOdd))
                Touched.Add($"{Path.GetFileName(file)}: {string.Join(", ", lines)}");
            if (_idsOfRuns.Contains(id))
                Reused++;
            _current.Remove(file);
            File.Delete(file);
            File.Delete(file + ".in");
        }
    }

    /// <summary>Waits until all have come to their end.</summary>
    public async Task EndAsync()
    {
        while (_elders.Count > 0)
            Name("none");
        for (Look(); _current.Count > 0; Look())
            await Task.Delay(20);
    }

    public void Dispose()
    {
        _server.StandardInput.Close();
        _server.WaitForExit();
        _server.Dispose();
        _folder.Dispose();
    }

    private static bool IsOdd(string line) => line.StartsWith("got", StringComparison.Ordinal) || line.StartsWith("its", StringComparison.Ordinal);

    private async Task<string> AddAsync(string kind, string run)
    {
        var file = _folder.File($"{++Count}-{kind}");
        await File.WriteAllTextAsync(file, "");
        _current.Add(file);
        await _server.StandardInput.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{kind} {run} {file} {0.3 + _random.NextDouble():0.000}"));
        while (new FileInfo(file).Length == 0)
        {
            if (_server.HasExited)
                throw new InvalidOperationException("Who starts the innocent has ended.");
            await Task.Delay(1);
        }

        return file;
    }
}
