using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests.Statements;

/// <summary>A program and its arguments typed behind the cmdlet: what stands behind the program belongs to it.</summary>
public sealed class ClassicFormTests : IDisposable
{
    private readonly Session _session = new();
    private readonly TemporaryFolder _folder = new();

    public ClassicFormTests()
    {
        _session["p"] = _folder.WriteProgram("p", "#!/bin/sh\n[ $# = 0 ] || printf '[%s]' \"$@\"\n");
        _session["text"] = "two words";
        _session["any"] = "*";
        _session["home2"] = "~";
        _session["list"] = new object[] { "x", "y z" };
        _session["rest"] = new System.Collections.Hashtable { ["ArgumentList"] = new object[] { "x", "y z" }, ["Timeout"] = "1m" };
        _session["limits"] = new System.Collections.Hashtable { ["Timeout"] = "1m" };
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [EngineTheory]
    [InlineData("-- $p -Dfoo.bar=1 -p:Foo=bar", "[-Dfoo.bar=1][-p:Foo=bar]")]
    [InlineData("$p -Dfoo.bar=1 -p:Foo=bar", "[-Dfoo.bar=1][-p:Foo=bar]")]
    [InlineData("$p -a.b.c=d -e.$text", "[-a.b.c=d][-e.two words]")]
    [InlineData("$p run --mount type=bind,source=/x,target=/y", "[run][--mount][type=bind,source=/x,target=/y]")]
    [InlineData("$p checkout -- file.txt", "[checkout][--][file.txt]")]
    [InlineData("$p checkout -- -Timeout 5s", "[checkout][--][-Timeout][5s]")]
    [InlineData("-- $p checkout -- file.txt", "[checkout][--][file.txt]")]
    [InlineData("$p -ti 5", "[-ti][5]")]
    [InlineData("$p -ev x", "[-ev][x]")]
    [InlineData("$p -debug", "[-debug]")]
    [InlineData("$p -wi", "[-wi]")]
    [InlineData("$p -co -cp x:y", "[-co][-cp][x:y]")]
    [InlineData("$p -ver", "[-ver]")]
    [InlineData("$p commit -m x", "[commit][-m][x]")]
    [InlineData("$p build -c Release -v -e 1 -o out", "[build][-c][Release][-v][-e][1][-o][out]")]
    [InlineData("$p -c:foo -in:$text -p:80", "[-c:foo][-in:two words][-p:80]")]
    [InlineData("$p -x -Timeout 1m -y", "[-x][-y]")]
    [InlineData("$p -x -timeout:1m -y", "[-x][-y]")]
    [InlineData("$p '-Timeout' 5", "[-Timeout][5]")]
    [InlineData("-Timeout 1m $p -x", "[-x]")]
    [InlineData("-Timeo 1m $p -x", "[-x]")]
    [InlineData("@limits $p -x:y -m z", "[-x:y][-m][z]")]
    [InlineData("-FilePath $p a -m x", "[a][-m][x]")]
    [InlineData("-FilePath $p @rest", "[x][y z]")]
    [InlineData("@rest -FilePath $p", "[x][y z]")]
    [InlineData("$p @rest", "[x][y z]")]
    [InlineData("$p -ArgumentList '-c', '*.txt', ''", "[-c][*.txt][]")]
    [InlineData("$p $text \"$text\" --a=$text -a:$text $list $null '' end", "[two words][two words][--a=two words][-a:two words][x][y z][][end]")]
    [InlineData("$p @list @limits", "[x][y z]")]
    [InlineData("$p -m $list -t $text", "[-m][x][y z][-t][two words]")]
    [InlineData("$p -ti $list[1] -work $list[0] -x $text.Length", "[-ti][y z][-work][x][-x][9]")]
    [InlineData("$p $list", "[x][y z]")]
    [InlineData("$p $list[0..1]", "[x][y z]")]
    [InlineData("$p $null", "")]
    [InlineData("$p $any $home2 -m:$any '*' '~'", "[*][~][-m:*][*][~]")]
    [InlineData("$p 1.0 0x10 1kb -1", "[1.0][0x10][1kb][-1]")]
    [InlineData("$p $(1 + 1) -m (1 + 2) -x:$(1 + 3) -- $(1 + 4)", "[2][-m][3][-x:4][--][5]")]
    public void What_is_typed_is_what_the_program_gets(string typed, string expected)
    {
        var ran = _session.Run($"Invoke-SafeProcess -As Text {typed}");

        Assert.Equal([expected], ran.AssertNoError().Strings);
    }

    [EngineFact]
    public void Each_expression_is_evaluated_once()
    {
        var ran = _session.Run("$i = 0; Invoke-SafeProcess $p (++$i) -m (++$i) -x:(++$i) -As Text").AssertNoError();

        Assert.Equal(["[1][-m][2][-x:3]"], ran.Strings);
    }

    [EngineTheory]
    [InlineData("w -t 5 -p:X=1", "[-t][5][-p:X=1]")]
    [InlineData("w commit -m 'a b' -- -v", "[commit][-m][a b][-v]")]
    public void A_function_hands_its_arguments_on(string call, string expected)
    {
        var ran = _session.Run($"function w {{ Invoke-SafeProcess -As Text -- $p @args }}; {call}").AssertNoError();

        Assert.Equal([expected], ran.Strings);
    }

    [EngineFact]
    public void A_call_over_several_lines_is_read_whole()
    {
        var ran = _session.Run("Invoke-SafeProcess $p commit `\n    -m 'a b' `\n    --date=x,y -As Text").AssertNoError();

        Assert.Equal(["[commit][-m][a b][--date=x,y]"], ran.Strings);
    }

    [EngineFact]
    public void WhatIf_behind_the_program_is_obeyed_when_it_is_spelt_in_full() =>
        Assert.Empty(_session.Run("Invoke-SafeProcess $p -x -WhatIf").AssertNoError().Output);

    [EngineTheory]
    [InlineData("-Timout 5m $p", "-Timout is no parameter of Invoke-SafeProcess; -Timeout is.")]
    [InlineData("-Standardoutputpaht x $p", "-StandardOutputPath is.")]
    [InlineData("-t 5 $p", "-t is no parameter of Invoke-SafeProcess, in full.")]
    [InlineData("", "-FilePath is missing: name a program, as in Invoke-SafeProcess { git status }.")]
    [InlineData("-frobnicate $p", "-frobnicate is no parameter of Invoke-SafeProcess, in full. Options of the program stand behind its name.")]
    public void A_parameter_that_does_not_exist_before_the_program_is_an_error(string typed, string message)
    {
        var error = _session.Run($"Invoke-SafeProcess {typed}").Error;

        Assert.Equal("InvalidArgument", Ran.IdOf(error));
        Assert.Contains(message, error.ToString(), StringComparison.Ordinal);
    }

    [EngineFact]
    public void What_cannot_be_decided_is_an_error_with_the_line_to_write()
    {
        var error = _session.Run("Invoke-SafeProcess -As Text $p -work $(1 + 1) -x -IdleTimeout 5s").Error;

        Assert.Equal("InvalidArgument", Ran.IdOf(error));
        Assert.Contains("Invoke-SafeProcess { $p -work $(1 + 1) -x } -As Text -IdleTimeout 5s", error.ToString(), StringComparison.Ordinal);
    }

    [EngineFact]
    public void A_job_gets_what_is_typed_too()
    {
        var ran = _session.Run("Start-SafeProcess $p commit -m x --a=b,c -n -h | Receive-Job -Wait -AutoRemoveJob | Select-Object -First 1").AssertNoError();

        Assert.Equal(["[commit][-m][x][--a=b,c][-n][-h]"], ran.Strings);
    }

    [EngineFact]
    public void A_call_by_a_program_passes_what_was_bound()
    {
        var ran = _session.Run("[powershell]::Create('CurrentRunspace').AddCommand('Invoke-SafeProcess').AddParameter('FilePath', $p).AddParameter('ArgumentList', ('-m', '*')).AddParameter('As', 'Text').Invoke()");

        Assert.Equal(["[-m][*]"], ran.AssertNoError().Strings);
    }
}
