using System.Management.Automation;
using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests;

public sealed class CompletionTests : IDisposable
{
    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [EngineFact]
    public void OutputEncoding_completes_the_names_that_PowerShell_takes()
    {
        var offered = Complete("Invoke-SafeProcess cat -OutputEncoding ");

        Assert.Contains("utf8", offered);
        Assert.Contains("unicode", offered);
        Assert.Equal(
            ["bigendianunicode", "bigendianutf32"],
            Complete("Invoke-SafeProcess cat -OutputEncoding bigend").Order(StringComparer.Ordinal));
    }

    [EngineFact]
    public void InputEncoding_completes_too() => Assert.Contains("utf8", Complete("Invoke-SafeProcess cat -InputEncoding ut"));

    [EngineFact]
    public void StopSignal_completes_the_signals_of_the_ladder() =>
        Assert.Equal(
            ["SIGHUP", "SIGINT", "SIGKILL", "SIGQUIT", "SIGTERM"],
            Complete("Invoke-SafeProcess cat -StopSignal ").Order(StringComparer.Ordinal));

    [EngineFact]
    public void FilePath_completes_programs_on_PATH()
    {
        Assert.Contains("setsid", Complete("Invoke-SafeProcess setsi"));
        Assert.Contains("setsid", Complete("Invoke-SafeProcess -FilePath setsi"));
    }

    [EngineFact]
    public void A_run_completes_to_a_result_with_its_properties() =>
        Assert.Contains("StandardOutput", Complete("(Invoke-SafeProcess true).StandardOut"));

    private List<string> Complete(string line)
    {
        _session["line"] = line;
        return [.. _session.Run("(TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches").AssertNoError().Output
            .Select(item => ((CompletionResult)item.BaseObject).CompletionText)];
    }
}
