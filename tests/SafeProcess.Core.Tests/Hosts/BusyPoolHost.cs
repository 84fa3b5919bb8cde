using System.Diagnostics;
using SafeProcess.Core.Tests.Support;

namespace SafeProcess.Core.Tests.Hosts;

/// <summary>A host whose thread pool has no thread left, and never will.</summary>
internal static class BusyPoolHost
{
    private const int Threads = 200;

    /// <summary>Blocks the pool, runs one program, and writes how it ended: outcome, seconds, standard output.</summary>
    public static Task<int> RunAsync(string[] arguments)
    {
        BlockThePool();
        var spec = UnrulyProgram.Spec(arguments[1..]) with { GracePeriod = TimeSpan.FromMilliseconds(200) };
        var began = Stopwatch.GetTimestamp();
        var result = arguments[0] switch
        {
            "timeout" => Wait(spec with { Timeout = TimeSpan.FromSeconds(1) }),
            "idle-timeout" => Wait(spec with { IdleTimeout = TimeSpan.FromMilliseconds(500) }),
            "no-grace" => Wait(spec with { Timeout = TimeSpan.FromMilliseconds(500), GracePeriod = TimeSpan.Zero }),
            "stop" => WaitAfter(spec, static (run, _) => run.Stop()),
            "token" => WaitAfter(spec, static (_, token) => token.Cancel()),
            "end" => Wait(spec),
            "file" => WaitForFile(spec),
            "input" => Wait(spec with { Input = ProcessInput.FromText("in") }),
            "observed" => Wait(spec, new EventLog()),
            _ => throw new ArgumentException($"No such way: {arguments[0]}", nameof(arguments)),
        };
        Console.WriteLine($"{result.Outcome} {Stopwatch.GetElapsedTime(began).TotalSeconds:0.00} {result.OutputIncomplete} {result.StandardOutput?.ReplaceLineEndings(",")}");
        return Task.FromResult(0);
    }

    private static void BlockThePool()
    {
        ThreadPool.SetMaxThreads(Threads, Threads);
        ThreadPool.SetMinThreads(Threads, Threads);
        using var blocked = new CountdownEvent(Threads);
        for (var thread = 0; thread < Threads; thread++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                _ =>
                {
                    blocked.Signal();
                    Thread.Sleep(Timeout.Infinite);
                },
                null);
        }

        blocked.Wait();
    }

    private static ProcessResult Wait(ProcessSpec spec, IProgress<RunEvent>? events = null) => new ProcessRunner { Events = events }.RunAsync(spec).GetAwaiter().GetResult();

    private static ProcessResult WaitForFile(ProcessSpec spec)
    {
        using var file = new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, 1, FileOptions.DeleteOnClose);
        var result = new ProcessRunner().RunAsync(spec, new(new CopySink(file, leaveOpen: true), new CountingSink())).GetAwaiter().GetResult();
        Console.Write($"{file.Length} ");
        return result;
    }

    private static ProcessResult WaitAfter(ProcessSpec spec, Action<ProcessRun, CancellationTokenSource> stop)
    {
        using var token = new CancellationTokenSource();
        using var written = new ManualResetEventSlim();
        var output = new TextSink();
        var seen = new FunctionSink((_, _) =>
        {
            written.Set();
            return new(true);
        });
        var run = new ProcessRunner().Start(spec, new(new TeeSink(output, seen), new CountingSink()), token.Token);
        written.Wait();
        stop(run, token);
        return run.Completion.GetAwaiter().GetResult();
    }
}
