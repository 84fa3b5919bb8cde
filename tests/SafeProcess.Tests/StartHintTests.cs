using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests;

/// <summary>What people who named something that is no program probably meant.</summary>
public sealed class StartHintTests : IDisposable
{
    private readonly Session _session = new();
    private readonly TemporaryFolder _folder = new();

    public StartHintTests()
    {
        _session["folder"] = _folder.Path;
        _session.Run("Set-Location $folder").AssertNoError();
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [EngineTheory]
    [InlineData("Invoke-SafeProcess 'echo log -n 1'", "Invoke-SafeProcess { echo log -n 1 }")]
    [InlineData("Invoke-SafeProcess -FilePath 'echo log -n 1' -Timeout 5s", "Invoke-SafeProcess { echo log -n 1 }")]
    [InlineData("Invoke-SafeProcess { & 'echo log -n 1' }", "Invoke-SafeProcess { echo log -n 1 }")]
    [InlineData("Start-SafeProcess 'echo log -n 1'", "Start-SafeProcess { echo log -n 1 }")]
    [InlineData("Invoke-SafeProcess '/bin/echo log | wc -l'", "Invoke-SafeProcess { /bin/echo log | wc -l }")]
    [InlineData("Invoke-SafeProcess 'no-such-tool  --help'", "Invoke-SafeProcess { no-such-tool  --help }")]
    [InlineData("Invoke-SafeProcess 'echo a/b c'", "Invoke-SafeProcess { echo a/b c }")]
    [InlineData("1 | Invoke-SafeProcessBatch 'echo a/b c'", "Invoke-SafeProcessBatch { echo a/b c }")]
    [InlineData("1 | Invoke-SafeProcessBatch 'echo log -n 1'", "Invoke-SafeProcessBatch { echo log -n 1 }")]
    public void A_whole_command_line_is_to_be_a_block(string script, string instead) => AssertHint(script, instead);

    [EngineFact]
    public void A_command_line_with_a_colon_is_to_be_a_block_too()
    {
        var error = _session.Run("Invoke-SafeProcess 'git clone https://git.example/a'").Error;

        Assert.Equal("InvalidArgument", Ran.IdOf(error));
        Assert.StartsWith("-FilePath is 'git clone https://git.example/a', which is no program.", error.Exception.Message, StringComparison.Ordinal);
        Assert.EndsWith("Invoke-SafeProcess { git clone https://git.example/a }.", error.Exception.Message, StringComparison.Ordinal);
    }

    [EngineTheory]
    [InlineData("script.sh")]
    [InlineData("tool")]
    public void A_file_of_the_current_directory_needs_a_dot(string file)
    {
        _folder.WriteProgram(file, "#!/bin/sh\necho hi\n");

        AssertHint($"Invoke-SafeProcess {file}", $"./{file}");
        AssertHint($"Invoke-SafeProcess {{ {file} }}", $"./{file}");
        AssertHint($"Start-SafeProcess {file}", $"./{file}");
        AssertHint($"1 | Invoke-SafeProcessBatch {file}", $"./{file}");
        Assert.Equal(["hi"], _session.Run($"Invoke-SafeProcess ./{file} -As Line").AssertNoError().Strings);
    }

    [EngineFact]
    public void A_file_whose_name_has_a_blank_is_offered_in_quotes()
    {
        _folder.WriteProgram("my tool", "#!/bin/sh\n");

        AssertHint("Invoke-SafeProcess 'my tool'", "'./my tool'");
    }

    [EngineFact]
    public void A_script_of_PowerShell_is_to_be_run_by_pwsh()
    {
        _folder.Write("job.ps1", "'hi'");

        AssertHint("Invoke-SafeProcess job.ps1", "pwsh -File ./job.ps1");
    }

    [EngineTheory]
    [InlineData("no-such-program-anywhere")]
    [InlineData("./no-such-program")]
    [InlineData("'/opt/no such/program'")]
    public void Nothing_is_guessed_where_nothing_is_known(string program)
    {
        Directory.CreateDirectory(_folder["no-such-program-anywhere"]);

        var error = _session.Run($"Invoke-SafeProcess {program}").Error;

        Assert.Equal("CommandNotFound", Ran.IdOf(error));
        Assert.Null(error.ErrorDetails);
    }

    [EngineFact]
    public void The_hint_shows_no_escape_sequence()
    {
        var error = _session.Run("Invoke-SafeProcess \"echo `e[31mred\"").Error;

        Assert.Contains("{ echo ", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', error.ToString());
    }

    private void AssertHint(string script, string hint)
    {
        var error = _session.Run(script).Error;

        Assert.Equal("CommandNotFound", Ran.IdOf(error));
        Assert.Contains(hint, error.ToString(), StringComparison.Ordinal);
    }
}
