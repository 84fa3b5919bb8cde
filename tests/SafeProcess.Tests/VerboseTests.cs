using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests;

public sealed class VerboseTests : IDisposable
{
    private readonly Session _session = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [EngineFact]
    public void Verbose_tells_the_start_the_deadline_each_step_of_the_ladder_and_the_end()
    {
        // A signal that comes before the trap is set ends the program.
        var ran = Attempt.UntilTrue(
            seconds => _session.Run($"""
                Invoke-SafeProcess -Timeout {seconds} -GracePeriod 500ms -Verbose -ErrorAction Ignore -- `
                    sh -c 'trap "" TERM; echo set; while :; do sleep 1; done'
                """),
            ran => ran.Result.StandardOutputLength > 0);

        var told = ran.Verbose.ToList();
        var start = told.FindIndex(message => message.Contains($"{ran.Result.ProcessId}", StringComparison.Ordinal));
        var deadline = told.FindIndex(message => message.Contains("has passed", StringComparison.Ordinal));
        var signal = told.FindIndex(message => message.Contains("SIGTERM", StringComparison.Ordinal));
        var kill = told.FindIndex(message => message.Contains("SIGKILL", StringComparison.Ordinal));
        var story = string.Join('\n', told);
        Assert.True(start >= 0 && deadline >= start && signal >= deadline && kill > signal && told.Count - 1 > kill, story);
    }

    [EngineFact]
    public void Without_Verbose_nothing_is_told() => Assert.Empty(_session.Run("Invoke-SafeProcess true").AssertNoError().Verbose);

    [EngineTheory]
    [InlineData("Result")]
    [InlineData("Line")]
    public void WhatIf_starts_nothing(string form)
    {
        _session["marker"] = _folder["started"];

        var ran = _session.Run($"Invoke-SafeProcess sh '-c' ': > \"$0\"' $marker -As {form} -WhatIf").AssertNoError();

        Assert.Empty(ran.Output);
        Assert.False(File.Exists(_folder["started"]), "the program was started");
    }

    [EngineFact]
    public void WhatIf_leaves_output_files_as_they_are()
    {
        _session["file"] = _folder.Write("out.txt", "precious");

        _session.Run("Invoke-SafeProcess true -StandardOutputPath $file -WhatIf").AssertNoError();

        Assert.Equal("precious", File.ReadAllText(_folder["out.txt"]));
    }
}
