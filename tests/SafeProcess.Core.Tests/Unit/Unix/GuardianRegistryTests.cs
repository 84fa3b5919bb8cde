using SafeProcess.Core.Tests.Support;
using SafeProcess.Platform.Linux.Guarding;
using SafeProcess.Platform.Linux.Native;
using SafeProcess.Platform.Linux.Tree;

namespace SafeProcess.Core.Tests.Unit;

/// <summary>What the guardian finds written down, whenever the host dies.</summary>
public sealed class GuardianRegistryTests
{
    private readonly ulong _begun = BootClock.Ticks();
    private readonly GuardianRegistry _registry = new(MemoryFile.Create("registry-test\0"u8, 5));

    [Fact]
    public void A_tree_is_one_line_from_before_its_start_to_its_end()
    {
        var id = NewId();
        var line = _registry.Add(id, StopSignal.SIGINT, TimeSpan.FromMilliseconds(1500), cgroup: null);
        Assert.Equal(["+ 0 2 1500 0 0 L 0 " + id + " -"], Trees());
        GuardianRegistry.SetRoot(line, 4_194_304);
        Assert.Equal(["+ 4194304 2 1500 0 0 L 0 " + id + " -"], Trees());
        GuardianRegistry.SetMark(line, new RunMark(ulong.MaxValue, 12, IsOutermost: false));
        Assert.Equal(["+ 4194304 2 1500 18446744073709551615 0 L 0 " + id + " -"], Trees());
        GuardianRegistry.SetMark(line, new RunMark(ulong.MaxValue, ulong.MaxValue, IsOutermost: true));
        GuardianRegistry.SetMarked(line, ulong.MaxValue);
        Assert.Equal(["+ 4194304 2 1500 18446744073709551615 18446744073709551615 L 18446744073709551615 " + id + " -"], Trees());
        Assert.Equal(1, _registry.Count);
        _registry.Remove(line);
        Assert.Empty(Trees());
        Assert.Equal(0, _registry.Count);
    }

    [Fact]
    public void The_place_of_one_that_has_ended_shows_nothing_of_it_in_the_next()
    {
        var first = _registry.Add(NewId(), StopSignal.SIGTERM, TimeSpan.FromDays(49), "/sys/fs/cgroup/long/name");
        GuardianRegistry.SetRoot(first, 4_194_304);
        GuardianRegistry.SetMark(first, new RunMark(ulong.MaxValue, ulong.MaxValue, IsOutermost: true));
        _registry.Remove(first);
        var id = NewId();
        GuardianRegistry.SetRoot(_registry.Add(id, StopSignal.SIGHUP, TimeSpan.Zero, cgroup: null), 7);
        Assert.Equal(["+ 7 1 0 0 0 L 0 " + id + " -"], Trees());
    }

    [Fact]
    public void Thousands_at_once_from_many_threads_each_have_a_line()
    {
        const int Times = 3000;
        var kept = new System.Collections.Concurrent.ConcurrentBag<string>();
        Parallel.For(0, Times, index =>
        {
            var id = NewId();
            var line = _registry.Add(id, StopSignal.SIGTERM, TimeSpan.FromSeconds(2), cgroup: null);
            GuardianRegistry.SetRoot(line, index + 1);
            if (index % 3 == 0)
                _registry.Remove(line);
            else
                kept.Add($"+ {index + 1} 15 2000 0 0 L 0 {id} -");
        });
        Assert.Equal(kept.Order(), Trees().Order());
    }

    [Theory]
    [InlineData("/sys/fs/cgroup/user.slice/safeprocess-1", true)]
    [InlineData("/sys/fs/cgroup/two words", false)]
    [InlineData("/sys/fs/cgroup/it's", false)]
    [InlineData("/sys/fs/cgroup/two\nlines", false)]
    public void A_cgroup_is_named_unless_a_shell_could_misread_it(string cgroup, bool named)
    {
        _registry.Add(NewId(), StopSignal.SIGTERM, TimeSpan.Zero, cgroup);
        Assert.Equal(named ? cgroup : "-", Assert.Single(Trees()).Split(' ')[^1]);
    }

    [Fact]
    public void A_cgroup_with_too_long_a_name_is_not_named()
    {
        _registry.Add(NewId(), StopSignal.SIGTERM, TimeSpan.Zero, "/" + new string('x', 600));
        Assert.Equal("-", Assert.Single(Trees()).Split(' ')[^1]);
    }

    private static string NewId() => Guid.NewGuid().ToString("N");

    /// <summary>As the guardian reads it: opened anew, each line's fields apart; L stands for the time of the launch.</summary>
    private List<string> Trees() =>
        [.. File.ReadLines($"/proc/self/fd/{_registry.File.DangerousGetHandle()}").Where(line => line.StartsWith('+'))
            .Select(line =>
            {
                var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                Assert.InRange(ulong.Parse(fields[6], System.Globalization.CultureInfo.InvariantCulture), _begun, BootClock.Ticks());
                fields[6] = "L";
                return string.Join(' ', fields);
            })];
}
