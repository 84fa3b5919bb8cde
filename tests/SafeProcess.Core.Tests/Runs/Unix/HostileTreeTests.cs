using SafeProcess.Core.Tests.Hosts;
using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

/// <summary>The program of tests/SafeProcess.Unruly/Unix/hostile.c, compiled once for the tests that want it; where there is no compiler, that of
/// hostile.pl.</summary>
public sealed class HostileProgram : IDisposable
{
    private readonly TempFolder _folder = new();

    /// <summary>Where it is; skips the test where there is neither a compiler nor perl.</summary>
    internal async Task<string> FilePathAsync()
    {
        var sources = Path.Combine(BuildInfo.RepositoryFolder, "tests", "SafeProcess.Unruly", "Unix");
        if (Requires.Find("cc") is not { } compiler)
        {
            Requires.Program("perl");
            return Path.Combine(sources, "hostile.pl");
        }

        var program = _folder.File("hostile");
        if (!File.Exists(program))
        {
            var compiled = await RunAsync(new(compiler, "-O2", "-o", program, Path.Combine(sources, "hostile.c")));
            Assert.True(compiled.Success, compiled.StandardError);
        }

        return program;
    }

    public void Dispose() => _folder.Dispose();
}

/// <summary>Alone: such trees take the time and the ids that other tests need.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class HostileTrees : ICollectionFixture<HostileProgram>
{
    public const string Name = "Hostile trees";
}

/// <summary>Promise 3 for trees that never hold still, by the search alone.</summary>
[Trait("Category", "Long")]
[Collection(HostileTrees.Name)]
public sealed class HostileTreeTests(HostileProgram program, ITestOutputHelper output)
{
    [Theory]
    [InlineData("100", "5", "3", "plain")]
    [InlineData("100", "5", "3", "ignore")]
    [InlineData("100", "5", "0", "ignore")]
    [InlineData("100", "5", "3", "ignore,shift")]
    public async Task A_hundred_chains_whose_links_each_start_the_next_in_a_new_session_are_ended(string chains, string step, string linger, string traits) =>
        await EndsAsync("chains", chains, step, linger, traits);

    [Theory]
    [InlineData("ignore")]
    [InlineData("ignore,shift")]
    public async Task Five_hundred_processes_of_which_a_third_escaped_are_ended(string traits) => await EndsAsync("crowd", "500", "3", traits);

    private async Task EndsAsync(params string[] tree)
    {
        var rounds = Repetition.Times(1);
        var hostile = await program.FilePathAsync();
        var result = await RunAsync(UnrulyProgram.Spec(["reap", HostProgram.FilePath, HostProgram.Switch, "hostile", $"{rounds}", hostile, .. tree]));
        output.WriteLine(result.StandardError!);
        Assert.Equal(Enumerable.Repeat("Canceled left 0 more 0", rounds), result.StandardOutput!.TrimEnd('\n').Split('\n'));
        Assert.Equal((0, 0), (result.ExitCode, result.Orphans.Count));
    }
}
