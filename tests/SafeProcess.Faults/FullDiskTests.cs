using SafeProcess.Core.Tests.Hosts;
using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Faults;

/// <summary>A disk that is full when output is to be written to a file.</summary>
public sealed class FullDiskTests
{
    private const string FullDevice = "/dev/full";

    [Fact]
    public async Task What_had_room_is_kept_and_the_run_ends_with_the_system_s_reason()
    {
        Assert.SkipUnless(Native.UserId() == 0, "only root can mount a small file system");
        var unshare = Requires.Program("unshare");
        using var folder = new TempFolder();
        // In a mount namespace of its own: it is gone with its last process.
        var result = await RunAsync(new(
            unshare, "--mount", "sh", "-ec", "mount -t tmpfs -o size=1m none \"$0\"; exec \"$@\" \"$0\"", folder.Path,
            HostProgram.FilePath, HostProgram.Switch, "full-disk"));
        Assert.SkipWhen(result.ExitCode is 1 or 32 && result.StandardError!.Contains("mount", StringComparison.Ordinal), $"no file system can be mounted here: {result.StandardError}");
        Assert.True(result.Success, $"{result}\n{result.StandardOutput}\n{result.StandardError}");
        var lines = result.StandardOutput!.TrimEnd('\n').Split('\n');
        Assert.Equal(Options.Rounds(3), lines.Length);
        Assert.All(lines, line => Assert.Contains("The output could not be delivered: No space left on device", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_other_stream_is_whole_up_to_the_end_of_the_tree(bool onError)
    {
        Assert.SkipUnless(File.Exists(FullDevice), $"there is no {FullDevice}");
        for (var round = 0; round < Options.Rounds(5); round++)
        {
            var promises = await Promises.BeginAsync();
            await using var full = CopySink.ToFile(FullDevice);
            // 100 bytes on one stream, then one byte on the other: what came before the failure is kept whatever the ladder interrupts.
            var other = promises.Pattern(seed: 4, length: 100);
            var spec = promises.Mark(new ProcessSpec("sh", "-c", onError ? "head -c 100; echo >&2; sleep 61 & setsid sleep 61" : "head -c 100 >&2; echo; sleep 61 & setsid sleep 61")
            {
                Input = ProcessInput.FromBytes(Promises.Bytes(4, 100)),
                GracePeriod = TimeSpan.FromMilliseconds(100),
            });
            var failure = await Assert.ThrowsAsync<ProcessFailedException>(() => RunAsync(spec, onError ? new(other, full) : new(full, other)));
            Assert.IsType<IOException>(failure.InnerException);
            Assert.Equal(Outcome.Canceled, failure.Result.Outcome);
            await full.DisposeAsync();
            await promises.HoldAsync();
        }
    }
}
