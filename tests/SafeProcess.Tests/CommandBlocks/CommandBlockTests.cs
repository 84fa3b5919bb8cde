using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests.CommandBlocks;

/// <summary>A script block as a command line: whose variables count, where its streams go.</summary>
public sealed class CommandBlockTests : IDisposable
{
    private readonly Session _session = new();
    private readonly TemporaryFolder _folder = new();

    public CommandBlockTests()
    {
        _session["tell"] = _folder.WriteProgram("tell", "#!/bin/sh\nprintf '[%s]' \"$@\"\n");
        _session["speak"] = _folder.WriteProgram("speak", "#!/bin/sh\necho out\necho err >&2\n");
        _session["file"] = _folder["file"];
        _session["folder"] = _folder.Path;
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [EngineTheory]
    [InlineData("a function's local variable", "function f { $mine = 'in f'; Invoke-SafeProcess { & $tell $mine \"$mine!\" } -As Text }; $mine = 'outer'; f", "[in f][in f!]")]
    [InlineData("a parameter", "function f($p) { Invoke-SafeProcess { & $tell $p $($p * 2) } -As Text }; f 4", "[4][8]")]
    [InlineData("the arguments of a function", "function f { Invoke-SafeProcess { & $tell @args } -As Text }; f -t 5 -p:X=1 'a b' -v", "[-t][5][-p:X=1][a b][-v]")]
    [InlineData("the arguments beside what has to be run", "function f { Invoke-SafeProcess { & $tell $(1 + 1) @args $args[0] } -As Text }; f x y", "[2][x][y][x]")]
    [InlineData("the bound parameters", "function f { [CmdletBinding()] param($One) Invoke-SafeProcess { & $tell @PSBoundParameters } -As Text }; f -One 1", "[-One:1]")]
    [InlineData("a closure", "function make { $kept = 'kept'; { & $tell $kept \"<$kept>\" $($kept.Length) }.GetNewClosure() }; $kept = 'wrong'; Invoke-SafeProcess (make) -As Text", "[kept][<kept>][4]")]
    [InlineData("a module's variable", "$m = New-Module { $script:inside = 'hidden'; function g { $own = 'own'; Invoke-SafeProcess { & $tell $script:inside $inside $own \"$own\" } -As Text } }; g", "[hidden][hidden][own][own]")]
    [InlineData("the item of a loop", "'a', 'b' | ForEach-Object { Invoke-SafeProcess { & $tell $_ \"$_$_\" } -As Text } | Join-String", "[a][aa][b][bb]")]
    [InlineData("an environment variable", "$env:BLOCK_TEST = 'e v'; Invoke-SafeProcess { & $tell $env:BLOCK_TEST \"-$env:BLOCK_TEST-\" } -As Text; Remove-Item env:BLOCK_TEST", "[e v][-e v-]")]
    [InlineData("a counter that goes on", "$i = 1; $null = Invoke-SafeProcess { & $tell $(++$i) }; \"$i\"", "2")]
    public void The_variables_are_the_callers(string what, string script, string expected)
    {
        _ = what;

        Assert.Equal([expected], _session.Run(script).AssertNoError().Strings);
    }

    [EngineFact]
    public void Variables_of_another_runspace_come_by_using()
    {
        var ran = _session.Run("""
            $far = 'far away'
            1 | ForEach-Object -Parallel { Import-Module $using:manifest; Invoke-SafeProcess { & $using:tell $using:far "<$using:far>" } -As Text }
            """);

        Assert.Equal(["[far away][<far away>]"], ran.AssertNoError().Strings);
    }

    [EngineFact]
    public void Each_expression_is_evaluated_once()
    {
        var ran = _session.Run("$count = 0; $null = Invoke-SafeProcess { & $tell $tell $(++$count) \"$(++$count)\" (++$count) }; $count").AssertNoError();

        Assert.Equal(3, ran.Value);
    }

    [EngineFact]
    public void An_alias_of_a_program_is_that_program()
    {
        _session.Run("Set-Alias say $tell; Set-Alias sayso say").AssertNoError();

        Assert.Equal(["[hi]"], _session.Run("Invoke-SafeProcess { sayso hi } -As Text").AssertNoError().Strings);
    }

    [EngineTheory]
    [InlineData("2>&1", "out\nerr\n", null, null)]
    [InlineData("> $file", null, "err\n", "out\n")]
    [InlineData(">> $file", null, "err\n", "before\nout\n")]
    [InlineData("2> $file", "out\n", null, "err\n")]
    [InlineData("2>> $file", "out\n", null, "before\nerr\n")]
    [InlineData("2>$null", "out\n", null, "before\n")]
    [InlineData("> $null", null, "err\n", "before\n")]
    [InlineData("> $file 2>&1", null, null, "out\nerr\n")]
    [InlineData("*> $file", null, null, "out\nerr\n")]
    [InlineData("*>&1", "out\nerr\n", null, null)]
    public void Redirections_mean_what_they_mean_in_PowerShell(string redirection, string? output, string? error, string? inFile)
    {
        _folder.Write("file", "before\n");

        var result = _session.Run($"Invoke-SafeProcess {{ & $speak {redirection} }}").AssertNoError().Result;

        Assert.Equal((output, error), (result.StandardOutput, result.StandardError));
        Assert.Equal(inFile ?? "before\n", File.ReadAllText(_folder["file"]));
    }

    [EngineFact]
    public void A_relative_file_of_a_redirection_is_relative_to_the_location()
    {
        _session.Run("Set-Location $folder; $null = Invoke-SafeProcess { & $speak > here }").AssertNoError();

        Assert.Equal("out\n", File.ReadAllText(_folder["here"]));
    }

    [EngineFact]
    public void What_stands_behind_the_block_belongs_to_the_cmdlet()
    {
        var ran = _session.Run("Invoke-SafeProcess { sleep 1000 } -Timeout 300ms -GracePeriod 0");

        Assert.Equal("TimedOut", Ran.IdOf(ran.Error));
    }

    [EngineFact]
    public void A_job_takes_a_block_too()
    {
        var ran = _session.Run("$what = 'a job'; Start-SafeProcess { & $tell $what } | Receive-Job -Wait -AutoRemoveJob | Select-Object -First 1").AssertNoError();

        Assert.Equal(["[a job]"], ran.Strings);
    }

    [EngineFact]
    public void Input_of_the_pipeline_reaches_the_program_of_a_block() =>
        Assert.Equal(["a", "b"], _session.Run("'b', 'a' | Invoke-SafeProcess { sort } -As Line").AssertNoError().Strings);
}
