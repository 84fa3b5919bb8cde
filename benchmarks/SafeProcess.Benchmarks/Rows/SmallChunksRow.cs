using System.Diagnostics;
using System.Globalization;

namespace SafeProcess.Benchmarks.Rows;

/// <summary>What the host asks the system for when a program writes a little now and then. <c>strace(1)</c> counts.</summary>
internal static class SmallChunksRow
{
    private const string What = "a program that writes 10 bytes, pauses, and again: system calls of the host for each chunk";
    private const string Chunk = "0123456789";

    private static readonly Bar _bar = Bar.AtMost(2.1, "calls");

    public static Row Row { get; } = new("small-chunks", MeasureAsync, OwnProcess: true);

    private static async Task<IReadOnlyList<Reading>> MeasureAsync(Settings settings)
    {
        var chunks = settings.Quick ? 200 : 2000;
        // What is done once is done before.
        await WriteAsync(10, static () => Task.CompletedTask);
        using var trace = new Trace();
        await WriteAsync(chunks, trace.BeginAsync);
        var calls = await trace.EndAsync();
        var own = calls.Where(static call => call.Name == "epoll_wait").Select(static call => call.Thread).ToHashSet();
        var ofReaders = calls.Where(call => own.Contains(call.Thread)).ToList();
        var read = ofReaders.Count(static call => call.IsChunk);
        if (read == 0)
            return [Reading.NotMeasured(What, _bar, "strace cannot trace this process here")];
        var names = ofReaders.CountBy(static call => call.Name).OrderByDescending(static pair => pair.Value);
        return
        [
            new Reading(
                What, _bar, (double)ofReaders.Count / read,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"of the threads that read, for {read} chunks: {string.Join(", ", names.Take(4).Select(static pair => $"{pair.Value} {pair.Key}"))}; by strace")),
        ];
    }

    private static async Task WriteAsync(int chunks, Func<Task> ready)
    {
        var script = $"read -r go; i=0; while [ $i -lt {chunks} ]; do printf {Chunk}; sleep 0.004; i=$((i + 1)); done";
        var result = await new ProcessRunner().RunAsync(new ProcessSpec("sh", "-c", script) { Input = ProcessInput.FromChunks(GoAsync()) }, OutputSink.Discard());
        if (result.StandardOutputLength != chunks * Chunk.Length)
            throw new InvalidOperationException("Not every byte arrived.");

        async IAsyncEnumerable<ReadOnlyMemory<byte>> GoAsync()
        {
            await ready();
            yield return "go\n"u8.ToArray();
        }
    }

    /// <param name="Thread">Who called.</param>
    /// <param name="Name">What was called.</param>
    /// <param name="IsChunk">Whether it read a chunk.</param>
    private sealed record Call(string Thread, string Name, bool IsChunk);

    /// <summary>The system calls of all threads of this process; not those of programs that it started before.</summary>
    private sealed class Trace : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("safeprocess-bench-");
        private Process? _strace;

        private string File => Path.Combine(_folder.FullName, "trace");

        public async Task BeginAsync()
        {
            string[] arguments = ["-f", "-o", File, "-p", Environment.ProcessId.ToString(CultureInfo.InvariantCulture)];
            try
            {
                _strace = Process.Start(new ProcessStartInfo("strace", arguments) { RedirectStandardError = true })!;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return;
            }

            // "strace: Process 1 attached with 9 threads", or why not.
            await _strace.StandardError.ReadLineAsync();
        }

        /// <returns>None when it could not trace.</returns>
        public async Task<IReadOnlyList<Call>> EndAsync()
        {
            if (_strace is null)
                return [];
            using (Process.Start("kill", ["-INT", _strace.Id.ToString(CultureInfo.InvariantCulture)]))
                await _strace.WaitForExitAsync();
            // "THREAD NAME(ARGUMENTS) = RESULT"; what other threads' calls came between is two lines, and the second begins with "<... NAME resumed>".
            var calls = new List<Call>();
            foreach (var words in (await System.IO.File.ReadAllLinesAsync(File)).Select(static line => line.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
            {
                var isChunk = words[1].Contains('"' + Chunk, StringComparison.Ordinal);
                if (words[1].IndexOf('(', StringComparison.Ordinal) is var end and > 0 && char.IsAsciiLetter(words[1][0]))
                    calls.Add(new Call(words[0], words[1][..end], isChunk));
                else if (isChunk)
                    calls[calls.FindLastIndex(call => call.Thread == words[0])] = new Call(words[0], "read", isChunk);
            }

            return calls;
        }

        public void Dispose()
        {
            _strace?.Dispose();
            _folder.Delete(recursive: true);
        }
    }
}
