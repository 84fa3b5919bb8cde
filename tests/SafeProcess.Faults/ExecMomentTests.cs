using SafeProcess.Core.Tests.Hosts;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Faults;

/// <summary>A descendant that is just being replaced by a program when the tree is searched: for a moment <c>/proc</c> shows no environment of it.</summary>
public sealed class ExecMomentTests
{
    [Theory]
    [InlineData("setsid sleep 61 & exit 0", 50)]
    [InlineData("setsid sleep 61 >/dev/null 2>&1 & exit 0", 200)]
    public async Task An_escapee_is_found_also_then(string script, int runs)
    {
        var promises = await Promises.BeginAsync();
        var unseen = 0;
        var spec = promises.Mark(new ProcessSpec("sh", "-c", script) { GracePeriod = TimeSpan.Zero });
        for (var run = 0; run < Options.Rounds(runs); run++)
        {
            if ((await RunAsync(spec)).Orphans.Count == 0)
                unseen++;
        }

        await promises.HoldAsync();
        Assert.Equal(0, unseen);
    }

    [Fact]
    public async Task An_escapee_without_a_mark_is_found_also_then()
    {
        var result = await RunAsync(HostProgram.Spec("unmarked"));
        Assert.True(result.Success, $"{result}\n{result.StandardOutput}\n{result.StandardError}");
        Assert.Equal(Enumerable.Repeat("1", Options.Rounds(40)), result.StandardOutput!.TrimEnd('\n').Split('\n'));
    }
}
