using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests.Batch;

/// <summary>A command block that is run for each item.</summary>
public sealed class BatchBlockTests : IDisposable
{
    private readonly Session _session = new();
    private readonly TemporaryFolder _folder = new();

    public BatchBlockTests() => _session["folder"] = _folder.Path;

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [EngineTheory]
    [InlineData("1..3 | Invoke-SafeProcessBatch { printf '<%s>' $_ } -KeepOrder", "<1>", "<2>", "<3>")]
    [InlineData("1..2 | Invoke-SafeProcessBatch { printf '<%s>' item=$_ $PSItem $($_ + 1) \"$_ a\" } -KeepOrder", "<item=1><1><2><1 a>", "<item=2><2><3><2 a>")]
    [InlineData("1..2 | Invoke-SafeProcessBatch -KeepOrder { echo $_ }", "1\n", "2\n")]
    [InlineData("1..2 | Invoke-SafeProcessBatch -ScriptBlock { printf $_ } -KeepOrder", "1", "2")]
    [InlineData("$local = 'x'; function f { $inner = 'y'; 1 | Invoke-SafeProcessBatch { printf '%s' $local $inner $_ } }; $(f)", "xy1")]
    [InlineData("1..2 | Invoke-SafeProcessBatch { seq $_ | wc -l | tr -d ' ' } -KeepOrder", "1\n", "2\n")]
    [InlineData("[pscustomobject]@{ Host = 'a' }, [pscustomobject]@{ Host = 'b' } | Invoke-SafeProcessBatch { printf $_.Host } -KeepOrder", "a", "b")]
    [InlineData("@{ Host = 'a' } | Invoke-SafeProcessBatch { printf $_.Host }", "a")]
    [InlineData("1 | Invoke-SafeProcessBatch { printf 'said nothing of it' }", "said nothing of it")]
    [InlineData("1 | Invoke-SafeProcessBatch { sh -c 'echo out; echo err >&2' 2>&1 }", "out\nerr\n")]
    [InlineData("'a' | Invoke-SafeProcessBatch { cat } -StandardInput { \"in $_\" }", "in a\n")]
    public void Each_item_is_the_underscore_of_its_command_line(string script, params string[] expected) =>
        Assert.Equal(expected, _session.Run($"$({script.Replace("echo", "/bin/echo", StringComparison.Ordinal)}).StandardOutput").AssertNoError().Strings);

    [EngineFact]
    public void Redirections_take_the_output_of_each_item()
    {
        _session.Run("""
            $ran = 1..2 | Invoke-SafeProcessBatch { sh -c 'echo out; echo err >&2' > $folder/out$_ 2>> $folder/err } -ThrottleLimit 1
            1..2 | Invoke-SafeProcessBatch { sh -c 'echo one >&2' 2> $folder/stage$_ | cat } | Out-Null
            """).AssertNoError();

        Assert.Equal(("out\n", "out\n", "err\nerr\n"), (File.ReadAllText(_folder["out1"]), File.ReadAllText(_folder["out2"]), File.ReadAllText(_folder["err"])));
        Assert.Equal(("one\n", "one\n"), (File.ReadAllText(_folder["stage1"]), File.ReadAllText(_folder["stage2"])));
    }

    [EngineFact]
    public void A_file_that_cannot_be_written_is_its_item_s_error()
    {
        var ran = _session.Run("1..2 | Invoke-SafeProcessBatch { printf $_ > \"$folder/$(if ($_ -eq 2) { 'no/such/' })out\" }");

        Assert.Equal("InvalidArgument", Ran.IdOf(ran.Error));
        Assert.Equal(2, ran.Error.TargetObject is System.Management.Automation.PSObject item ? item.BaseObject : ran.Error.TargetObject);
        Assert.Equal("1", File.ReadAllText(_folder["out"]));
        Assert.Single(ran.Output);
    }

    [EngineFact]
    public void What_an_item_s_expression_throws_is_its_error()
    {
        var ran = _session.Run("1..2 | Invoke-SafeProcessBatch { printf $(if ($_ -eq 1) { throw 'mine' } else { $_ }) }");

        Assert.Equal("ScriptBlockFailed", Ran.IdOf(ran.Error));
        Assert.Contains("mine", ran.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal("2", ran.Result.StandardOutput);
    }

    [EngineTheory]
    [InlineData("{ }")]
    [InlineData("{ true; false }")]
    [InlineData("{ Get-Item $_ }")]
    [InlineData("{ $x = 1 }")]
    [InlineData("{ true } more")]
    [InlineData("{ true } -ArgumentList more")]
    [InlineData("-ScriptBlock { true } -FilePath false")]
    [InlineData("-ScriptBlock { $_.Program }")]
    public void What_is_no_command_block_is_one_error_before_anything_runs(string parameters)
    {
        var ran = _session.Run($"$global:LASTEXITCODE = 0; try {{ & {{ 1; $global:reached = $true; 2 }} | Invoke-SafeProcessBatch {parameters} }} catch {{ $_ }}; $LASTEXITCODE").AssertNoError();

        Assert.Equal("InvalidArgument", Ran.IdOf(Assert.IsType<System.Management.Automation.ErrorRecord>(ran.Output[0].BaseObject)));
        Assert.Equal(125, ran.Output[1].BaseObject);
        Assert.Null(_session["reached"]);
    }

    [EngineTheory]
    [InlineData("{ $_.Program } { $_.Arguments }")]
    [InlineData("-FilePath { Write-Output $_.Program } -ArgumentList { $_.Arguments }")]
    public void A_block_that_gives_a_value_still_names_the_program(string parameters) =>
        Assert.Equal("a-b", _session.Run(
            $"([pscustomobject]@{{ Program = 'printf'; Arguments = '%s-%s', 'a', 'b' }} | Invoke-SafeProcessBatch {parameters}).StandardOutput").AssertNoError().Value);

    [EngineFact]
    public void A_log_tells_pipelines_and_their_files_apart()
    {
        var ran = _session.Run("""
            $log = "$folder/log"
            1..2 | Invoke-SafeProcessBatch { printf x | sh -c "exit $($_ - 1)" } -JobLog $log -ErrorAction Ignore | Out-Null
            1..3 | Invoke-SafeProcessBatch { printf x > "$folder/$_" } -JobLog $log | Out-Null
            (1..2 | Invoke-SafeProcessBatch { printf x | sh -c "exit $($_ - 1)" } -JobLog $log -Resume -ErrorAction Ignore).Index
            @(1..4 | Invoke-SafeProcessBatch { printf x > "$folder/$_" } -JobLog $log -Resume).Index
            """).AssertNoError();

        Assert.Equal([1L, 3L], ran.Output.Select(index => index.BaseObject));
    }
}
