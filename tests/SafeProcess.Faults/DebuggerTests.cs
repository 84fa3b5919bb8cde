using System.Globalization;
using System.Runtime.CompilerServices;
using SafeProcess.Core.Tests.Hosts;
using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Faults;

/// <summary>A process of the tree that a debugger has stopped (state <c>t</c>).</summary>
public sealed class DebuggerTests
{
    [Theory]
    [InlineData("echo $$; exec sleep 61")]
    [InlineData("sleep 61 & echo $!; sleep 61")]
    [InlineData("setsid sleep 61 & echo $!; exec sleep 61")]
    public async Task A_deadline_ends_the_run_in_bounded_time(string script)
    {
        var promises = await Promises.BeginAsync();
        var id = new LineWait();
        using var cancel = new CancellationTokenSource();
        var spec = promises.Mark(new ProcessSpec("sh", "-c", script) { GracePeriod = TimeSpan.FromMilliseconds(200) });
        var running = RunAsync(spec, new(id.Sink, new CountingSink()), cancellation: cancel.Token);
        var traced = int.Parse(await id.Line, CultureInfo.InvariantCulture);
        var letGo = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var tracing = await TraceAsync(traced, letGo.Task);
        Assert.Equal('t', ProcessTable.Find(traced)!.State);

        await cancel.CancelAsync();
        // Far more than the grace period, and the debugger has not let go yet.
        var result = await running.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(Outcome.Canceled, result.Outcome);
        Assert.False(tracing.IsCompleted);

        letGo.SetResult();
        Assert.True((await tracing).Success);
        // What the debugger kept from its parent is reaped once it lets go.
        for (var looks = 0; ProcessTable.Find(traced) is { ParentId: var parent } && parent == Environment.ProcessId; looks++)
        {
            Assert.True(looks < 1000, "the program is still a zombie");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        await promises.HoldAsync();
    }

    /// <summary>Stops a process as a debugger does, until it is told to let go.</summary>
    private static async Task<Task<ProcessResult>> TraceAsync(int process, Task letGo)
    {
        var stopped = new LineWait("stopped");
        var tracing = RunAsync(HostProgram.Spec("tracer", $"{process}") with { Input = ProcessInput.FromChunks(NothingAfterAsync(letGo)) }, new(stopped.Sink, new TextSink()));
        if (await Task.WhenAny(stopped.Line, tracing) == tracing)
            Assert.Skip($"no process can be traced here: {(await tracing).StandardError}");
        return tracing;
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> NothingAfterAsync(Task moment, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await moment.WaitAsync(cancellationToken);
        yield break;
    }
}
