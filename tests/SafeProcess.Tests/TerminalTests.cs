using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests;

/// <summary><c>-Terminal</c>: for programs that want one.</summary>
public sealed class TerminalTests : IDisposable
{
    private readonly Session _session = new();
    private readonly TemporaryFolder _folder = new();

    public TerminalTests()
    {
        _session["folder"] = _folder.Path;
        _session["unruly"] = UnrulyProgram.FilePath;
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [EngineTheory]
    [InlineData("Invoke-SafeProcess { & $unruly terminal } -As Text", "False False False 0x0")]
    [InlineData("Invoke-SafeProcess { & $unruly terminal } -As Text -Terminal", "True True True 120x40")]
    [InlineData("Invoke-SafeProcess { & $unruly terminal } -As Text -TerminalSize 97x31", "True True True 97x31")]
    [InlineData("Invoke-SafeProcess $unruly terminal -As Text -TerminalSize 97x31", "True True True 97x31")]
    [InlineData("(1 | Invoke-SafeProcessBatch { & $unruly terminal } -Terminal).StandardOutput.Trim()", "True True True 120x40")]
    [InlineData("(Start-SafeProcess { & $unruly terminal } -Terminal | Receive-Job -Wait -AutoRemoveJob)[0]", "True True True 120x40")]
    public void A_program_has_a_terminal_where_one_is_asked_for(string script, string expected) =>
        Assert.Equal(expected, _session.Run(script).AssertNoError().Value);

    [EngineTheory]
    [InlineData("Invoke-SafeProcess { & $unruly alternate 2 } -Terminal -As Line", "out 1", "err 1", "out 2", "err 2")]
    [InlineData("(Invoke-SafeProcess { & $unruly alternate 1 } -Terminal).StandardOutput", "out 1\nerr 1\n")]
    [InlineData("$null = Invoke-SafeProcess { & $unruly alternate 1 > $folder/out } -Terminal; Get-Content $folder/out", "out 1", "err 1")]
    [InlineData("'a', 'b' | Invoke-SafeProcess { cat } -Terminal -As Line", "a", "b")]
    [InlineData("Invoke-SafeProcess { cat } -Terminal -As Line; 'over'", "over")]
    public void Both_streams_are_its_output_and_what_comes_down_the_pipeline_is_typed(string script, params string[] expected) =>
        Assert.Equal(expected, _session.Run(script).AssertNoError().Strings);

    [EngineTheory]
    [InlineData("Invoke-SafeProcess { printf '\\033[31mred\\033[0m' } -As Text", "\e[31mred\e[0m")]
    [InlineData("Invoke-SafeProcess { printf '\\033[31mred\\033[0m' } -As Text -Terminal", "\e[31mred\e[0m")]
    [InlineData("Invoke-SafeProcess { printf '\\033[31mred\\033[0m' } -As Text -Terminal -NoEscape", "red")]
    [InlineData("(Invoke-SafeProcess { printf '\\033[31mred\\033[0m' } -NoEscape).StandardOutput", "red")]
    [InlineData("Invoke-SafeProcess { printf '\\033[31mred\\033[0m' } -NoEscape -As Line", "red")]
    [InlineData("[Text.Encoding]::ASCII.GetString((Invoke-SafeProcess { printf '\\033[31mred\\033[0m' } -NoEscape -As Byte))", "red")]
    [InlineData("(Invoke-SafeProcess { sh -c 'printf \"\\033[31mred\\033[0m\" >&2' } -NoEscape).StandardError", "red")]
    [InlineData("Invoke-SafeProcess { printf '\\033[31mred\\033[0m' } -NoEscape -StandardOutputPath $folder/out > $null; Get-Content $folder/out -Raw", "red")]
    [InlineData("(1 | Invoke-SafeProcessBatch { printf '\\033[31mred\\033[0m' } -NoEscape).StandardOutput", "red")]
    [InlineData("(Start-SafeProcess { printf '\\033[31mred\\033[0m' } -NoEscape | Receive-Job -Wait -AutoRemoveJob)[0]", "red")]
    public void Escape_sequences_are_kept_unless_they_are_not_wanted(string script, string expected) =>
        Assert.Equal(expected, _session.Run(script).AssertNoError().Value);

    [EngineFact]
    public void A_question_is_awaited_and_answered()
    {
        var ran = _session.Run("""
            $job = Start-SafeProcess { & $unruly ask 'Password:' } -Terminal
            (Wait-SafeProcess $job -Line 'password' -Timeout 60s).Line
            Send-SafeProcessInput $job secret
            (Wait-SafeProcess $job -Line '^got (.*)' -Timeout 60s).Groups[1].Value
            $job | Receive-Job -Wait -AutoRemoveJob | Select-Object -SkipLast 1
            """).AssertNoError();

        Assert.Equal(["Password:", "secret", "Password:", "got secret"], ran.Strings);
    }

    [EngineFact]
    public void A_question_without_a_newline_is_awaited_on_a_pipe_too()
    {
        var ran = _session.Run("""
            $job = Start-SafeProcess { sh -c 'printf name? >&2; read name; echo hello $name' }
            (Wait-SafeProcess $job -Line '^name' -Timeout 60s).Line
            Send-SafeProcessInput $job you
            (Wait-SafeProcess $job -Line '^hello' -Timeout 60s).Line
            $job | Receive-Job -Wait -AutoRemoveJob | Out-Null
            """).AssertNoError();

        Assert.Equal(["name?", "hello you"], ran.Strings);
    }

    [EngineTheory]
    [InlineData("Invoke-SafeProcess { cat | cat } -Terminal", "Terminal", "a pipeline")]
    [InlineData("Invoke-SafeProcess { cat | cat } -TerminalSize 1x1", "TerminalSize", "a pipeline")]
    [InlineData("Invoke-SafeProcess { cat } -TerminalSize '0x1'", "TerminalSize", "1 to 32767")]
    [InlineData("Invoke-SafeProcess { cat } -Terminal -StandardInputPath $folder", "StandardInputPath", "-Terminal")]
    [InlineData("Invoke-SafeProcess { cat } -Terminal -StandardErrorPath $folder/err", "StandardErrorPath", "-Terminal")]
    [InlineData("Invoke-SafeProcess { cat 2> $folder/err } -Terminal", "ScriptBlock", "-Terminal")]
    [InlineData("Start-SafeProcess { cat | cat } -Terminal", "Terminal", "a pipeline")]
    [InlineData("1 | Invoke-SafeProcessBatch { cat 2> $folder/err } -Terminal", "ScriptBlock", "-Terminal")]
    public void What_a_terminal_cannot_do_is_one_error_before_anything_runs(string script, string parameter, string reason)
    {
        var error = Assert.Single(_session.Run(script).Errors);

        Assert.StartsWith("InvalidArgument,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(parameter, Assert.IsAssignableFrom<ArgumentException>(error.Exception).ParamName);
        Assert.Contains(reason, error.Exception.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["err"]));
    }
}
