using System.Management.Automation;
using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests.Batch;

/// <summary>What an item is to its program when the command line does not say it.</summary>
public sealed class BatchItemTests : IDisposable
{
    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [EngineTheory]
    [InlineData("'a','b' | Invoke-SafeProcessBatch printf", "a", "b")]
    [InlineData("'a','b c' | Invoke-SafeProcessBatch printf '<%s>' x", "<x><a>", "<x><b c>")]
    [InlineData("'*', '~', '$x', '-n', '' | Invoke-SafeProcessBatch printf '<%s>'", "<*>", "<~>", "<$x>", "<-n>", "<>")]
    [InlineData("1, 2.5, $true | Invoke-SafeProcessBatch printf '<%s>'", "<1>", "<2.5>", "<True>")]
    [InlineData("(1,2),(3,4) | Invoke-SafeProcessBatch printf '<%s>'", "<1><2>", "<3><4>")]
    [InlineData("Get-Item / | Invoke-SafeProcessBatch printf '<%s>'", "</>")]
    [InlineData("Invoke-SafeProcessBatch printf '<%s>' -InputObject (1,2,3)", "<1>", "<2>", "<3>")]
    [InlineData("Invoke-SafeProcessBatch printf '<%s>' -InputObject 1", "<1>")]
    public void It_is_the_last_argument(string script, params string[] expected) =>
        Assert.Equal(expected, _session.Run($"({script} -KeepOrder).StandardOutput").AssertNoError().Strings);

    [EngineTheory]
    [InlineData("'a' | Invoke-SafeProcessBatch printf '<%s>' { $_ }", "<a>")]
    [InlineData("'/' | Invoke-SafeProcessBatch pwd -WorkingDirectory { $_ }", "/\n")]
    [InlineData("'a' | Invoke-SafeProcessBatch cat -StandardInput { $_ }", "a\n")]
    [InlineData("'a' | Invoke-SafeProcessBatch { \"pri\" + \"ntf\" } '<%s>'", "<>")]
    [InlineData("[pscustomobject]@{ ArgumentList = 'x' } | Invoke-SafeProcessBatch printf", "x")]
    [InlineData("[pscustomobject]@{ WorkingDirectory = '/' } | Invoke-SafeProcessBatch pwd", "/\n")]
    public void It_is_none_where_something_mentions_it(string script, string expected) =>
        Assert.Equal(expected, _session.Run($"({script}).StandardOutput").AssertNoError().Value);

    [EngineTheory]
    [InlineData("@{ FilePath = 'printf'; ArgumentList = '<%s>', 'x' } | Invoke-SafeProcessBatch", "<x>")]
    [InlineData("@{ argumentlist = '[\"<%s>\", \"x\"]' } | Invoke-SafeProcessBatch printf", "<x>")]
    [InlineData("[ordered]@{ WorkingDirectory = '/' }, @{ WorkingDirectory = '/usr' } | Invoke-SafeProcessBatch pwd", "/\n", "/usr\n")]
    [InlineData("@{ Environment = @{ X = '7' }; Timeout = '1m' } | Invoke-SafeProcessBatch sh '-c' 'echo $X'", "7\n")]
    public void A_dictionary_is_a_row(string script, params string[] expected) =>
        Assert.Equal(expected, _session.Run($"({script} -KeepOrder).StandardOutput").AssertNoError().Strings);

    [EngineTheory]
    [InlineData("@{ Name = 'x' }")]
    [InlineData("[pscustomobject]@{ Name = 'x' }")]
    public void An_object_without_a_text_is_no_argument(string item)
    {
        var ran = _session.Run($"{item} | Invoke-SafeProcessBatch printf");

        Assert.Equal("InvalidArgument", Ran.IdOf(ran.Error));
        Assert.Contains("$_.Name", ran.Error.ToString(), StringComparison.Ordinal);
    }

    [EngineTheory]
    [InlineData("1 | Invoke-SafeProcessBatch sh -c 'printf \"<%s>\" \"$@\"' sh -m x", "<-m><x><1>")]
    [InlineData("1 | Invoke-SafeProcessBatch printf '<%s>' -Dfoo.bar=1 -p:Foo=bar type=bind,source=/x", "<-Dfoo.bar=1><-p:Foo=bar><type=bind,source=/x><1>")]
    [InlineData("1 | Invoke-SafeProcessBatch printf '<%s>' -ti 5", "<-ti><5><1>")]
    [InlineData("1 | Invoke-SafeProcessBatch printf '<%s>' -re 2", "<-re><2><1>")]
    [InlineData("1 | Invoke-SafeProcessBatch printf '<%s>' -th 3", "<-th><3><1>")]
    [InlineData("1 | Invoke-SafeProcessBatch printf '<%s>' -b x -j y -k z", "<-b><x><-j><y><-k><z><1>")]
    [InlineData("1 | Invoke-SafeProcessBatch printf '<%s>' -x { $_ } y,z", "<-x><1><y,z>")]
    [InlineData("1 | Invoke-SafeProcessBatch printf '<%s>' x -ThrottleLimit 1", "<x><1>")]
    [InlineData("1 | Invoke-SafeProcessBatch -ThrottleLimit 1 -- printf '<%s>' -- -ThrottleLimit 2", "<--><-ThrottleLimit><2><1>")]
    public void What_is_typed_behind_the_program_is_the_program_s(string script, string expected) =>
        Assert.Equal(expected, _session.Run($"({script}).StandardOutput").AssertNoError().Value);

    [EngineTheory]
    [InlineData("-ThrotleLimit")]
    [InlineData("-Throtle")]
    [InlineData("-Trott")]
    public void A_misspelt_parameter_before_the_program_is_an_error_that_names_the_near_one(string typed)
    {
        var ran = _session.Run($"1 | Invoke-SafeProcessBatch {typed} 3 true");

        Assert.Contains("-ThrottleLimit", ran.Error.ToString(), StringComparison.Ordinal);
    }

    [EngineTheory]
    [InlineData("-FailFast", "$(if ($_ -eq 3) { 'exit 3' } else { 'exit 0' })")]
    [InlineData("-BatchTimeout 300ms", "sleep 1000")]
    public void A_producer_without_end_is_ended_with_the_batch(string parameters, string program)
    {
        var ran = _session.Run($"& {{ $i = 0; while ($true) {{ (++$i) }} }} | Invoke-SafeProcessBatch {{ sh -c \"{program}\" }} {parameters} -ErrorVariable problems -ErrorAction SilentlyContinue | Out-Null; $problems[-1]");

        Assert.Equal("NotRun", Ran.IdOf(Assert.IsType<ErrorRecord>(ran.Value)));
    }

    [EngineFact]
    public void A_slow_producer_without_end_is_ended_with_the_batch()
    {
        var ran = _session.Run("& { while ($true) { 1; Start-Sleep -Milliseconds 50 } } | Invoke-SafeProcessBatch { false } -FailFast -ErrorAction SilentlyContinue | Out-Null; 'after'");

        Assert.Equal("after", ran.Value);
    }

    [EngineFact]
    public void A_producer_that_throws_ends_the_batch()
    {
        var ran = _session.Run("& { 1; throw 'mine' } | Invoke-SafeProcessBatch { sleep 1000 }");

        Assert.Equal("mine", ran.Error.ToString());
    }
}
