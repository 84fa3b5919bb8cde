using SafeProcess.Tests.Harness;

namespace SafeProcess.Cli.Tests.Completion;

/// <summary>What a real fish offers.</summary>
public sealed class FishCompletionTests
{
    [Theory]
    [MemberData(nameof(CompletionScripts.Unique), MemberType = typeof(CompletionScripts))]
    [InlineData("--orphans=k", "--orphans=keep")]
    public async Task A_word_that_can_be_but_one_is_completed(string typed, string completed) =>
        Assert.Equal([completed], await OffersAsync($"safeprocess {typed}"));

    [Fact]
    public async Task Every_option_is_offered()
    {
        var help = await HelpPage.PrintAsync();

        Assert.Equal(
            help.Spellings.Where(static spelling => spelling.StartsWith("--", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            (await OffersAsync("safeprocess --")).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("safeprocess base64")]
    [InlineData("safeprocess -v base64")]
    [InlineData("safeprocess 10s base64")]
    [InlineData("safeprocess --timeout 5s -- base64")]
    public async Task The_program_is_one_that_is_on_PATH(string typed) => Assert.Contains("base64", await OffersAsync(typed));

    [Theory]
    [InlineData("safeprocess base64 --time")]
    [InlineData("safeprocess 10s base64 --time")]
    public async Task What_follows_the_program_is_none_of_its_options(string typed) => Assert.DoesNotContain("--timeout", await OffersAsync(typed));

    private static async Task<IReadOnlyList<string>> OffersAsync(string typed)
    {
        CompletionScripts.Need("fish");
        using var scratch = new Scratch();
        var script = await CompletionScripts.WriteAsync(scratch, "fish");
        var offers = Command.Output("env", $"HOME={scratch["."]}", "fish", "--no-config", "-c", "source $argv[1]; complete -C $argv[2]", script, typed);
        Assert.NotNull(offers);
        return [.. offers.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static offer => offer.Split('\t')[0])];
    }
}
