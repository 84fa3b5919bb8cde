using System.Diagnostics;
using SafeProcess.Core.Tests.Support;
using SafeProcess.Platform.Linux.Tree;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

/// <summary>A process may call itself what it likes, also what the kernel says of another (15 bytes; <c>/proc/ID/stat</c> has them as they are).</summary>
public sealed class HostileNameTests
{
    // Takes a name, then waits.
    private const string TakeName = "printf %s \"$name\" > /proc/$$/comm";

    [Theory]
    [InlineData(") S 1 1 1 0 -1")]
    [InlineData(") Z 0 0 0 0\nx")]
    [InlineData("\n\n) X 1 1 1 (")]
    [InlineData("7 (sh) R 1 1 1")]
    [InlineData("\nTgid:\t1\nPid:\t")]
    [InlineData("(((")]
    [InlineData(")))")]
    [InlineData("\e]0;x\a\\ \n")]
    public async Task A_member_is_found_and_ended_whatever_it_calls_itself(string name)
    {
        using var tree = new Tree();
        using var stop = new CancellationTokenSource();
        // With a session of its own and no living parent: the search alone finds it.
        var spec = new ProcessSpec("sh")
        {
            ArgumentList = ["-c", $"name=$1 setsid -f sh -c '{TakeName}; echo \"pid $$\"; echo ready; sleep 120 & wait'; sleep 120", "sh", name],
            GracePeriod = TimeSpan.Zero,
        };
        var running = RunAsync(tree.Mark(spec), tree.Sink, cancellation: stop.Token);
        await tree.Line("ready");
        var member = tree.Ids.Single();
        var told = ProcFile.ReadStat(member)!;
        Assert.Equal((name, member), (told.Name, told.Session));
        Assert.True(ProcFile.IsProcess(member));
        await stop.CancelAsync();
        var result = await running;
        Assert.Equal(Outcome.Canceled, result.Outcome);
        Assert.Contains(result.Diagnosis, process => process.Id == member);
        tree.AssertGone();
    }

    [Theory]
    [InlineData(") S {0} {0}")]
    [InlineData(") S 1 1 {0}\nx")]
    public async Task An_innocent_that_names_the_run_s_session_is_left_alone(string name)
    {
        using var innocent = Process.Start(new ProcessStartInfo("sh", ["-c", $"read id; name=$(printf '%s' \"$1\" | sed \"s/[{{]0[}}]/$id/g\"); {TakeName}; echo named; read more", "sh", name])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var run = new ProcessRunner().Start(new("sleep") { ArgumentList = ["120"], GracePeriod = TimeSpan.Zero });
        try
        {
            await innocent.StandardInput.WriteLineAsync($"{run.ProcessId}");
            Assert.Equal("named", await innocent.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
            Assert.Contains($"{run.ProcessId}", ProcFile.ReadStat(innocent.Id)!.Name, StringComparison.Ordinal);
            run.Stop();
            var result = await run.Completion.WaitAsync(ThisSystem.Ceiling, TestContext.Current.CancellationToken);
            Assert.Equal([run.ProcessId], result.Diagnosis.Select(process => process.Id));
            Assert.False(innocent.HasExited);
        }
        finally
        {
            run.Stop();
            innocent.Kill();
        }
    }
}
