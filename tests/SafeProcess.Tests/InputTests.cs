using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests;

public sealed class InputTests : IDisposable
{
    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [EngineFact]
    public void Without_input_a_program_sees_the_end_of_its_input_at_once() =>
        Assert.Equal("", _session.Run("Invoke-SafeProcess cat -Timeout 60s").AssertNoError().Result.StandardOutput);

    [EngineFact]
    public void Strings_become_lines() =>
        Assert.Equal(
            "one\n\nthree äöü",
            _session.Run("'one', '', 'three äöü' | Invoke-SafeProcess cat -As Text").AssertNoError().Value);

    [EngineFact]
    public void Bytes_stay_raw() =>
        Assert.Equal(
            new byte[] { 0, 255, 10, 13, 128 },
            _session.Run("[byte[]](0, 255, 10, 13, 128) | Invoke-SafeProcess cat -As Byte").AssertNoError().Value);

    [EngineFact]
    public void A_byte_array_as_one_object_stays_raw() =>
        Assert.Equal(
            new byte[] { 0, 255, 10, 13, 128 },
            _session.Run(", [byte[]](0, 255, 10, 13, 128) | Invoke-SafeProcess cat -As Byte").AssertNoError().Value);

    [EngineFact]
    public void Other_objects_become_the_lines_that_PowerShell_would_write() =>
        Assert.Equal(
            "42\nTrue\n00:00:05",
            _session.Run("42, $true, [string][TimeSpan]::FromSeconds(5) | Invoke-SafeProcess cat -As Text").AssertNoError().Value);

    [EngineTheory]
    [InlineData("Invoke-SafeProcess { printf 'one\ntwo' } | Invoke-SafeProcess { cat } -As Text", "one\ntwo")]
    [InlineData("1..2 | Invoke-SafeProcessBatch { printf '%s,' $_ } -KeepOrder | Invoke-SafeProcess { cat } -As Text", "1,2,")]
    [InlineData("'before', (Invoke-SafeProcess { printf 'x\n' }), 'after' | Invoke-SafeProcess { cat } -As Text", "before\nx\nafter")]
    [InlineData("Invoke-SafeProcess { true } -StandardOutputPath /dev/null | Invoke-SafeProcess { cat } -As Text", "")]
    public void A_result_gives_its_standard_output(string script, string expected) =>
        Assert.Equal(expected, _session.Run(script).AssertNoError().Value);

    [EngineTheory]
    [InlineData("Invoke-SafeProcess { yes } -As Line | Invoke-SafeProcess { head -n 2 } -As Line", "y", "y")]
    [InlineData("& { while ($true) { 'x' } } | Invoke-SafeProcess { head -n 1 } -As Line", "x")]
    [InlineData("& { while ($true) { 'x' } } | Invoke-SafeProcess { sleep 1000 } -Timeout 300ms -ErrorAction Ignore | ForEach-Object { \"$($_.Outcome)\" }", "TimedOut")]
    [InlineData("& { while ($true) { 'x' } } | Start-SafeProcess { head -n 1 } | Receive-Job -Wait -AutoRemoveJob | Select-Object -First 1", "x")]
    public void A_producer_without_end_is_ended_with_the_run(string script, params string[] expected) =>
        Assert.Equal(expected, _session.Run(script).AssertNoError().Strings);

    [EngineFact]
    public void A_producer_that_throws_ends_the_run()
    {
        var ran = _session.Run("& { 'x'; throw 'mine' } | Invoke-SafeProcess { sleep 1000 }");

        Assert.Equal("mine", ran.Error.ToString());
    }

    [EngineFact]
    public void InputObject_can_be_given_as_a_parameter() =>
        Assert.Equal("hello", _session.Run("Invoke-SafeProcess cat -InputObject hello -As Text").AssertNoError().Value);

    [EngineFact]
    public void InputEncoding_decides_the_bytes_of_a_string() =>
        Assert.Equal(
            new byte[] { (byte)'c', 0xE9, (byte)'\n' },
            _session.Run("'cé' | Invoke-SafeProcess cat -InputEncoding latin1 -As Byte").AssertNoError().Value);

    [EngineFact]
    public void Without_InputEncoding_the_callers_OutputEncoding_counts_as_for_any_program() =>
        Assert.Equal(
            System.Text.Encoding.BigEndianUnicode.GetBytes("cé\n"),
            _session.Run("& { $OutputEncoding = [Text.Encoding]::BigEndianUnicode; 'cé' | Invoke-SafeProcess cat -As Byte }").AssertNoError().Value);

    [EngineTheory]
    [InlineData("ascii", "'é'", "'é' (U+00E9)")]
    [InlineData("latin1", "'дом'", "'д' (U+0434)")]
    [InlineData("437", "'a😀b'", "'😀' (U+1F600)")]
    [InlineData("utf8", "[string][char]0xD83D", "surrogate U+D83D")]
    [InlineData("ascii", "(Invoke-SafeProcess { printf 'é' })", "'é' (U+00E9)")]
    [InlineData("ascii", "[pscustomobject]@{ Name = 'é' }", "'é' (U+00E9)")]
    public void A_character_that_the_encoding_lacks_is_an_error_that_names_it(string encoding, string text, string name)
    {
        var ran = _session.Run($"'before', {text}, 'after' | Invoke-SafeProcess cat -InputEncoding {encoding}");

        Assert.Equal("InvalidArgument", Ran.IdOf(ran.Error));
        Assert.Contains(name, ran.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal(Outcome.Canceled, ran.Result.Outcome);
        Assert.DoesNotContain("?", ran.Result.StandardOutput, StringComparison.Ordinal);
        Assert.DoesNotContain("after", ran.Result.StandardOutput, StringComparison.Ordinal);
    }

    [EngineFact]
    public void An_encoding_with_a_fallback_of_its_own_decides_itself() =>
        Assert.Equal(
            "caf_",
            _session.Run(
                "$own = [Text.Encoding]::GetEncoding('ascii', [Text.EncoderReplacementFallback]::new('_'), [Text.DecoderFallback]::ReplacementFallback)\n"
                + "'café' | Invoke-SafeProcess cat -InputEncoding $own -As Text").AssertNoError().Value);

    [EngineFact]
    public void What_cannot_be_encoded_is_not_sent_to_a_job_which_goes_on()
    {
        var ran = _session.Run("""
            $job = Start-SafeProcess { cat } -InputEncoding ascii
            try { 'one', 'zwölf', 'two' | Send-SafeProcessInput $job } catch { $_.FullyQualifiedErrorId.Split(',')[0] }
            'three' | Send-SafeProcessInput $job -Close
            Receive-Job $job -Wait -AutoRemoveJob | Where-Object { $_ -is [string] }
            """).AssertNoError();

        Assert.Equal(["InvalidArgument", "one", "three"], ran.Strings);
    }

    [EngineFact]
    public void An_item_of_a_batch_whose_input_cannot_be_encoded_fails_alone()
    {
        var ran = _session.Run("'a', 'é', 'b' | Invoke-SafeProcessBatch { cat } -StandardInput { $_ } -InputEncoding ascii -KeepOrder | ForEach-Object StandardOutput");

        Assert.Equal(["a\n", "b\n"], ran.Strings);
        Assert.StartsWith("Item 1: -StandardInput has the character 'é' (U+00E9)", ran.Error.ToString(), StringComparison.Ordinal);
    }

    [EngineFact]
    public void Fifty_megabytes_go_through_cat_and_back_unchanged()
    {
        var bytes = new byte[50 * 1024 * 1024];
        new Random(2).NextBytes(bytes);
        _session["bytes"] = bytes;

        var output = _session.Run(", $bytes | Invoke-SafeProcess cat -As Byte").AssertNoError().Value;

        Assert.True(Assert.IsType<byte[]>(output).AsSpan().SequenceEqual(bytes), "cat gave back other bytes");
    }

    [EngineFact]
    public void A_hundred_thousand_strings_go_through_cat_and_back_as_lines() =>
        Assert.Equal(100_000, _session.Run("(1..100000 | Invoke-SafeProcess cat -As Line).Count").AssertNoError().Value);

    [EngineTheory]
    [InlineData("sh '-c' 'sleep 0.2; echo done'")]
    [InlineData("sh '-c' 'exec <&-; sleep 0.2; echo done'")]
    [InlineData("echo done")]
    [InlineData("sh '-c' 'head -c 10 >/dev/null; echo done'")]
    public void A_program_need_not_read_its_input(string program)
    {
        _session["bytes"] = new byte[5 * 1024 * 1024];

        var result = _session.Run($", $bytes | Invoke-SafeProcess {program} -Timeout 60s").AssertNoError().Result;

        Assert.Equal("done\n", result.StandardOutput);
    }
}
