using SafeProcess.Core.Tests.Support;

namespace SafeProcess.Core.Tests.Unit;

public sealed class PipelineSpecTests
{
    private static readonly ProcessSpec _a = new("a", "1");
    private static readonly ProcessSpec _b = new("b", "2");
    private static readonly ProcessSpec _c = new("c", "3") { Timeout = TimeSpan.FromSeconds(3) };

    [Fact]
    public void It_is_the_same_pipeline_however_its_stages_are_joined()
    {
        Assert.Equal((_a | _b) | _c, _a | (_b | _c));
        Assert.Equal((_a | _b) | _c, _a.PipeTo(_b).PipeTo(_c));
        Assert.Equal(["a", "b", "c"], (_a | (_b | _c)).Stages().Select(stage => stage.FilePath));
        Assert.Equal(TimeSpan.FromSeconds(3), (_a | _b | _c).Timeout);
    }

    [Fact]
    public void Joining_changes_none_of_the_specs()
    {
        _ = _a | _b;
        Assert.Null(_b.PipedFrom);
    }

    public static TheoryData<string, ProcessSpec> OfTheRun => new()
    {
        { "Timeout", _a with { Timeout = TimeSpan.FromSeconds(1) } },
        { "IdleTimeout", _a with { IdleTimeout = TimeSpan.FromSeconds(1) } },
        { "GracePeriod", _a with { GracePeriod = TimeSpan.Zero } },
        { "StopSignal", _a with { StopSignal = StopSignal.SIGKILL } },
        { "OrphanPolicy", _a with { OrphanPolicy = OrphanPolicy.Keep } },
        { "MemoryLimit", _a with { MemoryLimit = 1L << 30 } },
        { "ProcessLimit", _a with { ProcessLimit = 10 } },
        { "CpuTimeLimit", _a with { CpuTimeLimit = TimeSpan.FromSeconds(1) } },
        { "OpenFileLimit", _a with { OpenFileLimit = 100 } },
        { "Priority", _a with { Priority = System.Diagnostics.ProcessPriorityClass.Idle } },
        { "Containment", _a with { Containment = Containment.Session } },
        { "DiagnoseArguments", _a with { DiagnoseArguments = true } },
    };

    [Fact]
    public void A_file_is_refused_as_the_input_of_a_later_stage() => Refused("Input", "(stage 2 of 2)", _a | _b with { Input = ProcessInput.FromFile("file") });

    [Theory]
    [MemberData(nameof(OfTheRun), DisableDiscoveryEnumeration = true)]
    public void What_is_the_whole_run_s_is_refused_but_for_the_last_stage(string property, ProcessSpec stage)
    {
        Refused(property, "(stage 1 of 2)", stage | _b);
        Refused(property, "(stage 2 of 3)", _b | stage | _c);
        (_b | stage).Validate();
    }

    [Fact]
    public void An_input_is_refused_but_for_the_first_stage()
    {
        var stage = _a with { Input = ProcessInput.FromText("x") };
        Refused("Input", "(stage 2 of 2)", _b | stage);
        (stage | _b).Validate();
    }

    [Fact]
    public void A_bad_value_of_any_stage_is_refused()
    {
        Refused("FilePath", "(stage 1 of 2)", new ProcessSpec("") | _b);
        Refused("WorkingDirectory", "(stage 2 of 3)", _a | _b with { WorkingDirectory = "" } | _c);
        Refused("SuccessExitCode", "(stage 1 of 2)", _a with { SuccessExitCode = [] } | _b);
        Refused("GracePeriod", "must be", _a | _b with { GracePeriod = TimeSpan.FromSeconds(-1) });
    }

    [Fact]
    public void More_stages_than_a_run_can_join_are_refused()
    {
        var most = Enumerable.Repeat(_a, ProcessSpec.MostStages).Aggregate((left, right) => left | right);
        most.Validate();
        Refused("PipedFrom", "at most 250", most | _b);
    }

    private static void Refused(string property, string words, ProcessSpec spec)
    {
        var failure = Assert.Throws<InvalidSpecException>(spec.Validate);
        Assert.Equal(property, failure.ParamName);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
    }
}
