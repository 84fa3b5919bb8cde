using System.Management.Automation;
using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests;

public sealed class CompletionTests : IDisposable
{
    private readonly Session _session = new();

    public void Dispose()
    {
        _session.Run("Get-Job | Remove-Job -Force").AssertNoError();
        _session.Dispose();
    }

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

    [EngineTheory]
    [InlineData("te", "SIGTERM")]
    [InlineData("KI", "SIGKILL")]
    [InlineData("sigh", "SIGHUP")]
    public void StopSignal_completes_the_short_names_too(string typed, string signal) =>
        Assert.Equal([signal], Complete($"Start-SafeProcess cat -StopSignal {typed}"));

    [EngineTheory]
    [InlineData("-As ", "Text")]
    [InlineData("-OrphanPolicy ", "Keep")]
    [InlineData("-Containment ", "Namespace")]
    [InlineData("-Priority ", "BelowNormal")]
    [InlineData("-TerminalSize ", "120x40")]
    [InlineData("-TerminalSize 8", "80x24")]
    [InlineData("-RetryOn ", "TimedOut")]
    [InlineData("-RetryOn TimedOut,", "Signaled")]
    [InlineData("-RetryOn 7", "75")]
    [InlineData("-SuccessExitCode ", "0")]
    [InlineData("-SuccessExitCode 0, ", "1")]
    public void What_is_closed_or_natural_completes(string parameter, string value)
    {
        var offered = Complete($"Invoke-SafeProcess cat {parameter}");

        Assert.Contains(value, offered);
        Assert.Equal(offered.Distinct(), offered);
    }

    [EngineTheory]
    [InlineData("-SuccessExitCode ")]
    [InlineData("-RetryOn ")]
    public void The_last_exit_code_is_offered(string parameter)
    {
        _session.Run("Invoke-SafeProcess { sh -c 'exit 93' } -ErrorAction SilentlyContinue");

        Assert.Contains("93", Complete($"Invoke-SafeProcess cat {parameter}"));
        Assert.Equal(["93"], Complete($"Invoke-SafeProcess cat {parameter}9"));
    }

    [EngineFact]
    public void WorkingDirectory_completes_folders_only()
    {
        using var folder = new TemporaryFolder();
        folder.Write("file", "");
        Directory.CreateDirectory(folder["folder"]);
        _session["folder"] = folder.Path;
        _session.Run("Set-Location $folder").AssertNoError();

        Assert.Equal([$".{Path.DirectorySeparatorChar}folder"], Complete("Invoke-SafeProcess cat -WorkingDirectory f"));
    }

    [EngineTheory]
    [InlineData("Get-SafeProcess -Id ")]
    [InlineData("Stop-SafeProcess -Id ")]
    [InlineData("Stop-SafeProcess ")]
    [InlineData("Stop-SafeProcess -Id 1, ")]
    [InlineData("Wait-SafeProcess -Id ")]
    [InlineData("Send-SafeProcessInput -Id ")]
    public void Id_completes_the_runs_and_says_which_each_is(string line)
    {
        var name = StartJob($"web-{Guid.NewGuid():N}");

        var offered = Assert.Single(Offer(line), offer => offer.CompletionText == RunId());
        Assert.Equal($"{RunId()} ({name})", offered.ListItemText);
        Assert.Equal([RunId()], Complete(line + name[..20]));
        Assert.Contains("sleep 1000", offered.ToolTip, StringComparison.Ordinal);
    }

    [EngineTheory]
    [InlineData("Get-SafeProcess -Name ")]
    [InlineData("Get-SafeProcess ")]
    [InlineData("Stop-SafeProcess -Name ")]
    [InlineData("Stop-SafeProcess -Name other, ")]
    [InlineData("Wait-SafeProcess -Name ")]
    [InlineData("Wait-SafeProcess ")]
    [InlineData("Send-SafeProcessInput -Name ")]
    [InlineData("Send-SafeProcessInput ")]
    public void Name_completes_the_names_of_jobs(string line)
    {
        var name = StartJob($"web-{Guid.NewGuid():N}");

        Assert.Contains(name, Complete(line));
        Assert.Equal([name], Complete(line + name[..20]));
        Assert.Empty(Complete(line + "no-such-"));
    }

    [EngineTheory]
    [InlineData("Get-SafeProcess -Name sl", true)]
    [InlineData("Stop-SafeProcess -Name sl", true)]
    [InlineData("Wait-SafeProcess -Name sl", false)]
    [InlineData("Send-SafeProcessInput -Name sl", false)]
    public void Name_completes_programs_where_a_run_need_be_no_job(string line, bool offered)
    {
        StartJob("web");

        Assert.Equal(offered, Complete(line).Contains("sleep"));
    }

    [EngineTheory]
    [InlineData("it's [one]", "'it''s [one]'")]
    [InlineData("$(Get-Date)", "'$(Get-Date)'")]
    [InlineData("-x", "'-x'")]
    [InlineData("two words", "'two words'")]
    public void A_name_is_offered_as_one_types_it(string name, string typed)
    {
        StartJob(name);

        Assert.Contains(typed, Complete("Stop-SafeProcess -Name "));
        Assert.Equal("Canceled", _session.Run($"(Stop-SafeProcess -Name {typed} -PassThru).Outcome").AssertNoError().Value.ToString());
    }

    [EngineTheory]
    [InlineData("Wait-SafeProcess -Job ")]
    [InlineData("Stop-SafeProcess -Job ")]
    [InlineData("Send-SafeProcessInput -Job ")]
    public void Job_completes_an_expression_that_gives_it(string line)
    {
        var name = StartJob($"web-{Guid.NewGuid():N}");

        var expression = Assert.Single(Complete(line + name[..20]));
        Assert.Equal("True", _session.Run($"$job -eq {expression}").AssertNoError().Value.ToString());
    }

    [EngineFact]
    public void InputObject_completes_an_expression_that_gives_the_run()
    {
        StartJob("web");

        Assert.Contains($"(Get-SafeProcess -Id {RunId()})", Complete("Stop-SafeProcess -InputObject "));
    }

    [EngineFact]
    public void A_run_completes_to_a_result_with_its_properties() =>
        Assert.Contains("StandardOutput", Complete("(Invoke-SafeProcess true).StandardOut"));

    private string StartJob(string name)
    {
        _session["name"] = name;
        _session.Run("$job = Start-SafeProcess { sleep 1000 } -Name $name").AssertNoError();
        return name;
    }

    private string RunId() => _session.Run("$job.RunId").AssertNoError().Value.ToString()!;

    private List<string> Complete(string line) => [.. Offer(line).Select(static offer => offer.CompletionText)];

    private List<CompletionResult> Offer(string line)
    {
        _session["line"] = line;
        return [.. _session.Run("(TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches").AssertNoError().Output
            .Select(item => (CompletionResult)item.BaseObject)];
    }
}
