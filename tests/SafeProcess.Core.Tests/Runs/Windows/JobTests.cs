using System.Diagnostics;
using System.IO.Pipes;
using SafeProcess.Core.Tests.Hosts;
using SafeProcess.Core.Tests.Support;
using SafeProcess.Platform.Windows.Native;
using SafeProcess.Platform.Windows.Tree;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

/// <summary>Promises 6 and 8 as Windows keeps them: the job ends the tree with the host, nothing leaves it, and nothing gets in but three handles.</summary>
public sealed class JobTests
{
    [Theory]
    [InlineData("plain")]
    [InlineData("plain", "plain", "ignore")]
    [InlineData("plain", "setsid", "setsid,detached")]
    [InlineData("plain", "setsid,detached,bare,ignore")]
    public async Task A_host_that_is_killed_takes_its_tree_with_it(params string[] traits)
    {
        using var tree = new Tree();
        using var host = StartHost(tree, ["nested", "tree", .. traits]);
        var reading = ReadAsync(host, tree);
        await tree.Line("ready");
        Assert.Equal(traits.Length + 1, tree.Alive().Count);
        Processes.Kill(host.Id);
        await reading;
        await UntilGoneAsync(tree);
    }

    [Fact]
    public async Task An_orphan_that_was_kept_lives_on_when_its_host_has_ended()
    {
        using var tree = new Tree();
        using var host = StartHost(tree, ["keep", "orphan", "0", "silent"]);
        await ReadAsync(host, tree);
        await host.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, host.ExitCode);
        Assert.Contains(Assert.Single(tree.Alive()).Id, tree.Ids);
    }

    [Fact]
    public async Task A_job_that_was_empty_before_its_next_program_was_started_is_not_empty()
    {
        using var job = JobObject.Create(memory: null, processes: null);
        using (var first = StartIn(job, "hang"))
            first.Kill();
        await job.Emptied.WaitAsync(ThisSystem.Ceiling, TestContext.Current.CancellationToken);
        using var second = StartIn(job, "hang");
        job.Refilled();
        Assert.False(job.Emptied.IsCompleted);
        job.OnMessage(JobMessage.ActiveProcessZero);
        Assert.False(job.Emptied.IsCompleted);
        second.Kill();
        await job.Emptied.WaitAsync(ThisSystem.Ceiling, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_child_cannot_be_started_outside_the_job() =>
        Assert.Equal("denied\n", (await RunAsync(UnrulyProgram.Spec("break-away"))).StandardOutput);

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_handle_of_the_host_that_others_inherit_is_not_in_the_program(bool merged, bool input)
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.Inheritable);
        // So many that the number of the last is none that a program has by itself.
        var copies = new List<nint>();
        try
        {
            for (var i = 0; i < 3000; i++)
                copies.Add(Native.InheritableCopy(pipe.ClientSafePipeHandle));
            var number = $"{copies[^1]}";
            using var witness = Process.Start(new ProcessStartInfo(UnrulyProgram.FilePath, ["handle", number]) { RedirectStandardOutput = true })!;
            Assert.Equal("open\n", await witness.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));

            var spec = UnrulyProgram.Spec("handle", number) with { MergeStandardError = merged, Input = input ? ProcessInput.FromText("x") : ProcessInput.Empty };
            Assert.Equal("closed\n", (await RunAsync(spec)).StandardOutput);
        }
        finally
        {
            copies.ForEach(copy => Native.CloseHandle(copy));
        }
    }

    [Fact]
    public async Task Runs_inside_a_run_inside_a_run_have_jobs_of_their_own()
    {
        using var tree = new Tree();
        using var cancel = new CancellationTokenSource();
        var spec = tree.Mark(HostProgram.Spec("host", "nested", "tree", "plain", "setsid,detached")) with { GracePeriod = TimeSpan.Zero };
        var running = RunAsync(spec, tree.Sink, cancellation: cancel.Token);
        await tree.Line("ready");
        await cancel.CancelAsync();
        Assert.Equal(Outcome.Canceled, (await running).Outcome);
        tree.AssertGone();
    }

    /// <summary>A host outside any run: nothing but its jobs looks after what it leaves.</summary>
    private static Process StartHost(Tree tree, string[] arguments)
    {
        var start = new ProcessStartInfo(HostProgram.FilePath, [HostProgram.Switch, .. arguments]) { RedirectStandardOutput = true };
        foreach (var (name, value) in tree.Mark(new("host")).Environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static async Task ReadAsync(Process host, Tree tree)
    {
        var buffer = new byte[4096];
        int length;
        while ((length = await host.StandardOutput.BaseStream.ReadAsync(buffer, TestContext.Current.CancellationToken)) > 0)
            await tree.Sink.StandardOutput.WriteAsync(buffer.AsMemory(0, length), default);
    }

    /// <summary>The system ends a job's processes after its last handle is closed, and tells nobody.</summary>
    private static async Task UntilGoneAsync(Tree tree)
    {
        for (var begun = Stopwatch.GetTimestamp(); tree.Alive().Count > 0; await Task.Delay(20, TestContext.Current.CancellationToken))
            Assert.True(Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(30), string.Join(", ", tree.Alive()));
        tree.AssertGone();
    }

    private static Process StartIn(JobObject job, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(UnrulyProgram.FilePath, arguments))!;
        Assert.True(Native.AssignProcessToJobObject(job.Handle, process.SafeHandle), $"error {System.Runtime.InteropServices.Marshal.GetLastPInvokeError()}");
        return process;
    }
}
