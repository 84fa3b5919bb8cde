using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests.Batch;

/// <summary>From items to commands: script blocks, rows of tables, standard input.</summary>
public sealed class BatchBindingTests : IDisposable
{
    // Prints what it was given, one argument a line in brackets.
    private const string Print = """printf '[%s]\n' "$@" """;

    private readonly Session _session = new();
    private readonly TemporaryFolder _folder = new();

    public BatchBindingTests()
    {
        _session["folder"] = _folder.Path;
        _session["print"] = _folder.WriteProgram("print", "#!/bin/sh\n" + Print);
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [EngineTheory]
    [InlineData("$print '-i' { $_ } 'x y' -KeepOrder", "[-i]\n[a b]\n[x y]\n")]
    [InlineData("$print -ArgumentList { '-i', $_, \"$_.mp3\" }", "[-i]\n[a b]\n[a b.mp3]\n")]
    [InlineData("$print -ArgumentList '-i', { $_ }", "[-i]\n[a b]\n")]
    [InlineData("$print { }", "[]\n")]
    [InlineData("$print -ArgumentList { '' }", "[]\n")]
    [InlineData("$print -ArgumentList { @(1, 2.5), @() }", "[1]\n[2.5]\n")]
    [InlineData("-FilePath { $print } $_", "[]\n")]
    [InlineData("$print '[\"no\", \"json\"]'", "[[\"no\", \"json\"]]\n[a b]\n")]
    public void Arguments_are_a_list_in_which_script_blocks_are_run_for_each_item(string parameters, string expected) =>
        Assert.Equal(expected, _session.Run($"'a b' | Invoke-SafeProcessBatch {parameters}").AssertNoError().Result.StandardOutput);

    [EngineFact]
    public void Every_parameter_of_a_single_run_may_be_a_script_block()
    {
        var ran = _session.Run("""
            'here' | Invoke-SafeProcessBatch -FilePath { 'sh' } -ArgumentList { '-c', 'pwd -P; echo $NAME; exec sleep 1000' } `
                -WorkingDirectory { $folder } -Environment { @{ NAME = $_ } } -Timeout { '500ms' }
            """);

        Assert.Equal($"{_folder.Path}\nhere\n", ran.Result.StandardOutput);
        Assert.Equal("TimedOut", Ran.IdOf(ran.Error));
    }

    [EngineFact]
    public void Rows_of_a_CSV_file_are_commands()
    {
        _session["csv"] = _folder.Write("rows.csv", $$"""
            FilePath,ArgumentList,WorkingDirectory,Environment,Timeout
            {{_folder["print"]}},one argument,,,
            {{_folder["print"]}},"[""two"", ""arguments"", 3]",,,
            {{_folder["print"]}},[not json,,,
            sh,"[""-c"", ""pwd -P; echo $NAME""]",{{_folder.Path}},"{""NAME"": ""value""}",30s
            sleep,1000,,,300ms
            sleep,1000,,,soon
            """);

        var ran = _session.Run("Import-Csv $csv | Invoke-SafeProcessBatch -KeepOrder");

        Assert.Equal(
            ["[one argument]\n", "[two]\n[arguments]\n[3]\n", "[[not json]\n", $"{_folder.Path}\nvalue\n", ""],
            ran.Output.Select(item => ((ProcessResult)item.BaseObject).StandardOutput));
        Assert.Equal(["TimedOut", "InvalidArgument"], ran.Errors.Select(Ran.IdOf));
        Assert.Contains("-Timeout ", ran.Errors[1].ToString(), StringComparison.Ordinal);
    }

    [EngineFact]
    public void Rows_of_a_JSON_file_are_commands()
    {
        _session["json"] = _folder.Write("rows.json", $$"""
            [
              { "FilePath": "{{_folder["print"]}}", "ArgumentList": ["a b", "", "c"] },
              { "FilePath": "{{_folder["print"]}}", "ArgumentList": "[\"one\"]" },
              { "FilePath": "sh", "ArgumentList": ["-c", "echo $NAME"], "Environment": { "NAME": "value" }, "Timeout": 30 },
              { "ArgumentList": ["nothing"] }
            ]
            """);

        var ran = _session.Run("Get-Content $json -Raw | ConvertFrom-Json | Invoke-SafeProcessBatch -KeepOrder");

        Assert.Equal(["[a b]\n[]\n[c]\n", "[one]\n", "value\n"], ran.Output.Select(item => ((ProcessResult)item.BaseObject).StandardOutput));
        Assert.Equal("InvalidArgument", Ran.IdOf(ran.Error));
        Assert.Contains("-FilePath is missing", ran.Error.ToString(), StringComparison.Ordinal);
    }

    [EngineFact]
    public void A_value_of_one_row_is_not_left_for_the_next()
    {
        var ran = _session.Run("""
            [pscustomobject]@{ ArgumentList = 'first' }, [pscustomobject]@{ WorkingDirectory = '/' } | Invoke-SafeProcessBatch $print -KeepOrder
            """).AssertNoError();

        Assert.Equal(["[first]\n", "[]\n"], ran.Output.Select(item => ((ProcessResult)item.BaseObject).StandardOutput));
    }

    [EngineFact]
    public void Results_are_items_again()
    {
        var ran = _session.Run("""
            $failed = 'one', 'two' | Invoke-SafeProcessBatch sh '-c' 'cat "$0"' { "$folder/$_" } -ErrorAction Ignore
            'now' > $folder/one; 'now' > $folder/two
            $failed | Invoke-SafeProcessBatch
            """).AssertNoError();

        Assert.Equal(["now\n", "now\n"], ran.Output.Select(item => ((ProcessResult)item.BaseObject).StandardOutput));
    }

    [EngineTheory]
    [InlineData("{ $_; 'more' }", "6974656d0a6d6f72650a")]
    [InlineData("{ }", "")]
    [InlineData("{ [byte[]] (0, 255, 10) }", "00ff0a")]
    [InlineData("'same for all'", "73616d6520666f7220616c6c0a")]
    [InlineData("'a', 'b'", "610a620a")]
    [InlineData("{ 1 } -InputEncoding unicode", "31000a00")]
    public void StandardInput_feeds_each_run(string input, string expected) =>
        Assert.Equal(expected, _session.Run(
            $"'item' | Invoke-SafeProcessBatch sh '-c' \"od -An -v -tx1 | tr -d ' \\n'\" -StandardInput {input}").AssertNoError().Result.StandardOutput);

    [EngineFact]
    public void A_run_that_is_tried_again_gets_its_input_again()
    {
        _session["program"] = "cat; echo x >> \"$0/tries\"; [ $(wc -l < \"$0/tries\") -eq 2 ]";

        var ran = _session.Run("""
            'item' | Invoke-SafeProcessBatch sh '-c' $program $folder -StandardInput { 'x' * 200KB } -RetryCount 1 -RetryDelay 1ms
            """).AssertNoError();

        Assert.Equal(200 * 1024 + 1, ran.Result.StandardOutput!.Length);
    }
}
