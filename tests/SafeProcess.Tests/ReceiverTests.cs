using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests;

/// <summary>Several receivers of one stream, and files on both ends.</summary>
public sealed class ReceiverTests : IDisposable
{
    private readonly Session _session = new();
    private readonly TemporaryFolder _folder = new();

    public ReceiverTests() => _session["folder"] = _folder.Path;

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [EngineTheory]
    [InlineData("(Invoke-SafeProcess { printf 'a\\nb' } -StandardOutputPath $folder/out -Tee).StandardOutput", "a\nb")]
    [InlineData("(Invoke-SafeProcess { printf 'a\\nb' > $folder/out } -Tee).StandardOutput", "a\nb")]
    [InlineData("Invoke-SafeProcess { printf 'a\\nb' } -StandardOutputPath $folder/out -Tee -As Text", "a\nb")]
    [InlineData("(Invoke-SafeProcess { printf 'a\\nb' } -StandardOutputPath $folder/out -Tee -As Line) -join '|'", "a|b")]
    [InlineData("[Text.Encoding]::ASCII.GetString((Invoke-SafeProcess { printf 'a\\nb' } -StandardOutputPath $folder/out -Tee -As Byte))", "a\nb")]
    [InlineData("(Start-SafeProcess { printf 'a\\nb' } -StandardOutputPath $folder/out -Tee | Receive-Job -Wait -AutoRemoveJob)[0, 1] -join '|'", "a|b")]
    public void Tee_gives_what_goes_to_a_file_as_well(string script, string expected)
    {
        Assert.Equal(expected, _session.Run(script).AssertNoError().Value);
        Assert.Equal("a\nb", File.ReadAllText(_folder["out"]));
    }

    [EngineTheory]
    [InlineData("Invoke-SafeProcess { printf 'a\\nb\\n' } | cat", "a", "b")]
    [InlineData("Invoke-SafeProcess { printf 'a\\nb' } | & 'cat' | tr a-z A-Z", "A", "B")]
    [InlineData("$cat = (Get-Command cat -CommandType Application)[0]; Invoke-SafeProcess { printf 'a\\nb\\n' } -As Result | & $cat", "a", "b")]
    [InlineData("Set-Alias reader cat; Invoke-SafeProcess { printf a } | reader", "a")]
    [InlineData("function reads { cat }; Invoke-SafeProcess { printf a } | ForEach-Object { $_.StandardOutput } | cat", "a")]
    [InlineData("Invoke-SafeProcess { true } | wc -l | tr -d ' '", "0")]
    [InlineData("Invoke-SafeProcess { sh -c 'echo a; exit 3' } -ErrorAction SilentlyContinue | cat", "a")]
    [InlineData("1..3 | Invoke-SafeProcessBatch { printf '%s\\n' $_ } -KeepOrder | cat", "1", "2", "3")]
    [InlineData("Invoke-SafeProcess { printf a } | Out-String -Stream | Select-String Exited -Quiet", "True")]
    public void A_program_that_reads_a_result_gets_its_output(string script, params string[] expected) =>
        Assert.Equal(expected, _session.Run(script).Output.Select(one => one.ToString()));

    [EngineFact]
    public void Tee_gives_standard_error_as_well()
    {
        var ran = _session.Run("""
            Invoke-SafeProcess { sh -c 'echo out; echo err >&2' } -StandardErrorPath $folder/err -Tee
            Invoke-SafeProcess { sh -c 'echo one >&2' 2> $folder/one | cat } -Tee
            """).AssertNoError();

        var results = ran.Output.Select(item => (ProcessResult)item.BaseObject).ToList();
        Assert.Equal(("err\n", "err\n"), (results[0].StandardError, File.ReadAllText(_folder["err"])));
        Assert.Equal(("one\n", "one\n"), (results[1].Stages[0].StandardError, File.ReadAllText(_folder["one"])));
    }

    [EngineFact]
    public void Append_keeps_what_the_files_hold()
    {
        _session.Run("1..2 | ForEach-Object { Invoke-SafeProcess { sh -c 'echo out; echo err >&2' } -StandardOutputPath $folder/out -StandardErrorPath $folder/err -Append }").AssertNoError();

        Assert.Equal(("out\nout\n", "err\nerr\n"), (File.ReadAllText(_folder["out"]), File.ReadAllText(_folder["err"])));
    }

    [EngineTheory]
    [InlineData("Result")]
    [InlineData("Text")]
    [InlineData("Byte")]
    [InlineData("Line")]
    public void Show_shows_both_streams_and_captures_them(string form)
    {
        var ran = _session.Run($"$got = Invoke-SafeProcess {{ sh -c 'echo out; echo err >&2' }} -Show -As {form}; $got").AssertNoError();

        Assert.Equal(
            [("err", "PSHOST,StandardError"), ("out", "PSHOST,StandardOutput")],
            ran.Information.Select(record => ($"{record.MessageData}", string.Join(',', record.Tags))).Order());
        Assert.NotEmpty(ran.Output);
    }

    [EngineFact]
    public void What_is_shown_comes_while_the_program_runs()
    {
        // The program goes on when what it wrote was shown.
        var ran = _session.Run("""
            Invoke-SafeProcess { sh -c 'echo now; until [ -e "$0" ]; do sleep 0.01; done; echo then' $folder/seen } -Show -As Text 6>&1 |
                ForEach-Object { if ("$_" -eq 'now') { $null > $folder/seen }; "$_" }
            """).AssertNoError();

        Assert.Equal(["now", "then", "now\nthen"], ran.Strings);
    }

    [EngineFact]
    public void Escape_sequences_are_made_visible_and_long_lines_broken()
    {
        var ran = _session.Run("$null = Invoke-SafeProcess { sh -c 'printf \"\\033[31mred\\n\"; head -c 40000 /dev/zero | tr \"\\0\" x' } -Show").AssertNoError();

        Assert.Equal([@"\x1b[31mred".Length, 16384, 16384, 40000 - 32768], ran.Information.Select(record => $"{record.MessageData}".Length));
    }

    [EngineFact]
    public void A_file_is_the_input_of_the_program()
    {
        _folder.Write("in", "one\ntwo\n");
        var ran = _session.Run("""
            Push-Location $folder
            Invoke-SafeProcess { cat } -StandardInputPath in -As Text
            Invoke-SafeProcess { cat | wc -l } -StandardInputPath ./in -As Text
            (Start-SafeProcess { cat } -StandardInputPath in | Receive-Job -Wait -AutoRemoveJob)[0]
            Pop-Location
            """).AssertNoError();

        Assert.Equal(["one\ntwo", "2", "one"], ran.Strings.Select(text => text.Trim()));
    }

    [EngineTheory]
    [InlineData("Invoke-SafeProcess { true } -Append", "-Append")]
    [InlineData("Invoke-SafeProcess { true > $folder/x } -Append", "-Append")]
    [InlineData("Invoke-SafeProcess { true } -Tee", "-Tee")]
    [InlineData("'x' | Invoke-SafeProcess { cat } -StandardInputPath $folder/in", "-StandardInputPath")]
    [InlineData("Invoke-SafeProcess { cat } -StandardInputPath $folder/no", "-StandardInputPath")]
    [InlineData("Invoke-SafeProcess { cat } -StandardInputPath $folder", "-StandardInputPath")]
    [InlineData("Invoke-SafeProcess { cat } -StandardInputPath ''", "-StandardInputPath")]
    [InlineData("Start-SafeProcess { cat } -StandardInputPath $folder/no", "-StandardInputPath")]
    [InlineData("'x' | Start-SafeProcess { cat } -StandardInputPath $folder/in", "-StandardInputPath")]
    public void What_cannot_be_is_one_error_that_names_the_parameter(string script, string parameter)
    {
        _folder.Write("in", "x");
        var ran = _session.Run($"try {{ {script} }} catch {{ $_ }}").AssertNoError();

        var error = Assert.IsType<System.Management.Automation.ErrorRecord>(ran.Value);
        Assert.Equal("InvalidArgument", Ran.IdOf(error));
        Assert.Contains(parameter, error.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["x"]));
    }
}
