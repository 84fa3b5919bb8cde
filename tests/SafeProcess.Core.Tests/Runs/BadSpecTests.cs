using SafeProcess.Core.Tests.Support;

namespace SafeProcess.Core.Tests.Runs;

/// <summary>A value out of range is one error that names the property, before anything is started.</summary>
public sealed class BadSpecTests
{
    public static TheoryData<string, ProcessSpec> BadSpecs
    {
        get
        {
            var good = UnrulyProgram.Spec("touch", "started");
            static Dictionary<string, string?> One(string name, string? value) => new() { [name] = value };
            TheoryData<string, ProcessSpec> specs = new()
            {
                { "FilePath", good with { FilePath = null! } },
                { "FilePath", good with { FilePath = "" } },
                { "FilePath", good with { FilePath = "  " } },
                { "FilePath", good with { FilePath = "to\0uch" } },
                { "ArgumentList", good with { ArgumentList = null! } },
                { "ArgumentList", good with { ArgumentList = ["a", null!] } },
                { "ArgumentList", good with { ArgumentList = ["a\0b"] } },
                { "IsLastArgumentRaw", good with { ArgumentList = [], IsLastArgumentRaw = true } },
                { "WorkingDirectory", good with { WorkingDirectory = "" } },
                { "WorkingDirectory", good with { WorkingDirectory = "/t\0mp" } },
                { "Environment", good with { Environment = null! } },
                { "Environment", good with { Environment = One("", "x") } },
                { "Environment", good with { Environment = One("A=B", "x") } },
                { "Environment", good with { Environment = One("=", null) } },
                { "Environment", good with { Environment = One("A\0B", "x") } },
                { "Environment", good with { Environment = One("A", "x\0y") } },
                { "Input", good with { Input = null! } },
                { "Timeout", good with { Timeout = TimeSpan.Zero } },
                { "Timeout", good with { Timeout = TimeSpan.FromTicks(-1) } },
                { "Timeout", good with { Timeout = Timeout.InfiniteTimeSpan } },
                { "Timeout", good with { Timeout = TimeSpan.FromDays(49) + TimeSpan.FromTicks(1) } },
                { "Timeout", good with { Timeout = TimeSpan.MaxValue } },
                { "IdleTimeout", good with { IdleTimeout = TimeSpan.Zero } },
                { "IdleTimeout", good with { IdleTimeout = TimeSpan.FromTicks(-1) } },
                { "IdleTimeout", good with { IdleTimeout = TimeSpan.FromDays(50) } },
                { "GracePeriod", good with { GracePeriod = TimeSpan.FromTicks(-1) } },
                { "GracePeriod", good with { GracePeriod = TimeSpan.FromDays(50) } },
                { "StopSignal", good with { StopSignal = 0 } },
                { "StopSignal", good with { StopSignal = (StopSignal)19 } },
                { "OrphanPolicy", good with { OrphanPolicy = (OrphanPolicy)4 } },
                { "SuccessExitCode", good with { SuccessExitCode = null! } },
                { "SuccessExitCode", good with { SuccessExitCode = [] } },
            };
            // Windows passes a text on in the units it is made of.
            if (!OperatingSystem.IsWindows())
            {
                specs.Add("FilePath", good with { FilePath = "to\ud800uch" });
                specs.Add("ArgumentList", good with { ArgumentList = ["a", "\udc00b"] });
                specs.Add("ArgumentList", good with { ArgumentList = ["\ud83d"] });
                specs.Add("ArgumentList", good with { ArgumentList = ["\ud83d\ude00\ude00"] });
                specs.Add("WorkingDirectory", good with { WorkingDirectory = "/t\ud800mp" });
                specs.Add("Environment", good with { Environment = One("A\ud800", "x") });
                specs.Add("Environment", good with { Environment = One("A", "x\udfff") });
                specs.Add("Input", good with { Input = ProcessInput.FromFile("/t\ud800mp") });
            }

            return specs;
        }
    }

    [Theory]
    [MemberData(nameof(BadSpecs), DisableDiscoveryEnumeration = true)]
    public async Task A_bad_value_is_an_error_that_names_its_property_and_nothing_is_started(string property, ProcessSpec spec)
    {
        using var folder = new TempFolder();
        var log = new EventLog();
        var safe = spec.WorkingDirectory is null ? spec with { WorkingDirectory = folder.Path } : spec;
        var failure = await Assert.ThrowsAnyAsync<ArgumentException>(() => Running.RunAsync(safe, events: log));
        Assert.Equal(property, failure.ParamName);
        Assert.StartsWith(property, failure.Message, StringComparison.Ordinal);
        Assert.True(failure.Message.Length > property.Length + 5);
        Assert.Empty(log.Events);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task No_spec_is_an_error_that_names_it()
    {
        var failure = await Assert.ThrowsAsync<ArgumentNullException>(() => Running.RunAsync(null!));
        Assert.Equal("spec", failure.ParamName);
    }

    [Fact]
    public async Task A_message_never_shows_an_environment_value()
    {
        var spec = UnrulyProgram.Spec("exit", "0") with { Environment = new Dictionary<string, string?> { ["TOKEN"] = "secret\0" } };
        var failure = await Assert.ThrowsAnyAsync<ArgumentException>(() => Running.RunAsync(spec));
        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_or_stream_is_needed_where_one_is_named()
    {
        Assert.Equal("text", Assert.Throws<ArgumentNullException>(() => ProcessInput.FromText(null!)).ParamName);
        Assert.Equal("stream", Assert.Throws<ArgumentNullException>(() => ProcessInput.FromStream(null!)).ParamName);
        Assert.Equal("chunks", Assert.Throws<ArgumentNullException>(() => ProcessInput.FromChunks(null!)).ParamName);
        Assert.Equal("result", Assert.Throws<ArgumentNullException>(() => ProcessFailedException.For(null!)).ParamName);
    }
}
