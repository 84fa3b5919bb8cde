using System.Diagnostics;
using SafeProcess.Platform.Linux.Launch;

namespace SafeProcess.Faults;

/// <summary>Hundreds of the host's own children that end at the same time (<c>SIGCHLD</c>).</summary>
public sealed class ChildSignalStormTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_exit_status_is_stolen_and_none_is_lost(bool withoutPidfd)
    {
        var launcher = new LinuxLauncher(withoutPidfd);
        for (var round = 0; round < Options.Rounds(1); round++)
        {
            var promises = await Promises.BeginAsync();
            var own = Task.WhenAll(Enumerable.Range(0, 300).Select(code => Task.Run(() => OwnChildAsync(code % 250))));
            var runs = Enumerable.Range(0, 100).Select(async number =>
            {
                var spec = promises.Mark(new ProcessSpec("sh", "-c", $"cat; exit {number}") { Input = ProcessInput.FromBytes(Promises.Bytes(number, 20_000)) });
                var sink = new OutputSink(promises.Pattern(number, 20_000), new CountingSink());
                var result = await ProcessRun.Start(spec, sink, launcher, TimeProvider.System, null, CancellationToken.None).Completion;
                Assert.Equal((Outcome.Exited, (int?)number), (result.Outcome, result.ExitCode));
            });
            var all = Task.WhenAll([own, .. runs]);
            await all.WaitAsync(TimeSpan.FromSeconds(120), TestContext.Current.CancellationToken);
            await promises.HoldAsync();
        }
    }

    private static async Task OwnChildAsync(int code)
    {
        using var child = code == 0 ? Process.Start("/bin/true") : Process.Start("/bin/sh", ["-c", $"exit {code}"]);
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(code, child.ExitCode);
    }
}
