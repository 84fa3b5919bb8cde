using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests.CommandBlocks;

/// <summary>What is no command line: one error that names the place, before anything runs.</summary>
public sealed class CommandBlockErrorTests : IDisposable
{
    private readonly Session _session = new();
    private readonly TemporaryFolder _folder = new();

    public CommandBlockErrorTests() =>
        _session["touch"] = _folder.WriteProgram("touch", $"#!/bin/sh\n: > '{_folder["touched"]}'\n");

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [EngineTheory]
    [InlineData("", "column 20", "is empty")]
    [InlineData("& $touch; & $touch", "'& $touch' (line 1, column 32)", "is a second statement")]
    [InlineData("Get-Date", "'Get-Date' (line 1, column 22)", "is the cmdlet Get-Date")]
    [InlineData("dir", "'dir'", "is the cmdlet Get-ChildItem")]
    [InlineData("prompt", "'prompt'", "is the function prompt")]
    [InlineData("echo hi", "'echo'", "/echo: write that")]
    [InlineData("$x = & $touch", "'$x = & $touch'", "is an assignment. Write it before the cmdlet: $x = Invoke-SafeProcess")]
    [InlineData("if ($true) { & $touch }", "'if ($true) { & $touch }'", "is a statement of PowerShell")]
    [InlineData("foreach ($i in 1..2) { & $touch }", "'foreach", "is a statement of PowerShell")]
    [InlineData("'text'", "''text''", "is an expression")]
    [InlineData("1..3 | & $touch", "'1..3'", "is an expression")]
    [InlineData("& $touch && & $touch", "'& $touch && & $touch'", "&& or ||")]
    [InlineData("& $touch &", "'& $touch'", "Start-SafeProcess")]
    [InlineData(". $touch", "'. $touch'", "is dot-sourced")]
    [InlineData("param($p) & $touch", "'param($p)'", "declares parameters")]
    [InlineData("process { & $touch }", "'{ process { & $touch } }'", "has begin, process or end")]
    [InlineData("& $touch { x }", "'{ x }'", "is a script block, which no program can be given. Quote it")]
    [InlineData("& $empty", "'$empty'", "gives no name of a program")]
    [InlineData("& { x }", "'{ x }'", "is a script block")]
    [InlineData("& $touch 3> x", "'3> x'", "redirects a stream that programs do not have")]
    [InlineData("& $touch > /no/such/folder/x", "'> /no/such/folder/x'", "cannot be written")]
    [InlineData("& $touch > same 2> same", "'2> same'", "the same file")]
    public void It_is_one_error(string block, string place, string reason)
    {
        _session.Run("$empty = ''").AssertNoError();

        var error = _session.Run($"Invoke-SafeProcess {{ {block} }}").Error;

        Assert.Equal("InvalidArgument", Ran.IdOf(error));
        Assert.Contains(place, error.ToString(), StringComparison.Ordinal);
        Assert.Contains(reason, error.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["touched"]), "a program ran");
    }

    [EngineFact]
    public void A_variable_that_is_not_set_is_an_error_in_strict_mode_that_names_its_place()
    {
        var error = _session.Run("Set-StrictMode -Version Latest\nInvoke-SafeProcess { & $touch $nobody }").Error;

        Assert.Equal("VariableIsUndefined", Ran.IdOf(error));
        Assert.Contains("nobody", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, error.InvocationInfo.ScriptLineNumber);
        Assert.False(File.Exists(_folder["touched"]), "a program ran");
    }

    [EngineFact]
    public void An_expression_that_throws_is_the_only_error()
    {
        var error = _session.Run("Invoke-SafeProcess { & $touch $(throw 'mine') }").Error;

        Assert.Equal("mine", error.ToString());
        Assert.False(File.Exists(_folder["touched"]), "a program ran");
    }

    [EngineFact]
    public void A_program_that_is_not_there_is_told_as_always()
    {
        var error = _session.Run("Invoke-SafeProcess { no-such-program-anywhere 1 2 }").Error;

        Assert.Equal("CommandNotFound", Ran.IdOf(error));
    }

    [EngineFact]
    public void A_redirection_and_a_parameter_for_one_stream_contradict_each_other()
    {
        var error = _session.Run("Invoke-SafeProcess { & $touch > x } -StandardOutputPath y").Error;

        Assert.Equal("InvalidArgument", Ran.IdOf(error));
        Assert.Contains("-StandardOutputPath cannot be used with '> x' (line 1, column", error.ToString(), StringComparison.Ordinal);
    }
}
