using System.Management.Automation;
using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests;

public sealed class ErrorTests : IDisposable
{
    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [EngineTheory]
    [InlineData("'exit 3'", "NonZeroExit")]
    [InlineData("'kill -9 $$'", "Signaled")]
    [InlineData("'exec sleep 1000' -Timeout 300ms", "TimedOut")]
    [InlineData("'echo once; exec sleep 1000' -IdleTimeout 300ms", "IdleTimedOut")]
    [InlineData("'exec yes' -OutputLimit 100000", "OutputLimitExceeded")]
    public void A_run_that_failed_emits_its_result_and_then_one_error(string program, string id)
    {
        var ran = _session.Run($"Invoke-SafeProcess sh '-c' {program} 2>&1");

        Assert.Null(ran.Thrown);
        Assert.Equal(2, ran.Output.Count);
        var result = Assert.IsType<ProcessResult>(ran.Output[0].BaseObject);
        var error = Assert.IsType<ErrorRecord>(ran.Output[1].BaseObject);
        Assert.Equal($"{id},SafeProcess.Commands.InvokeSafeProcessCommand", error.FullyQualifiedErrorId);
        Assert.Same(result, Unwrap(error.TargetObject));
        Assert.Same(result, Assert.IsType<ProcessFailedException>(error.Exception).Result);
        Assert.False(result.Success);
    }

    [EngineTheory]
    [InlineData("StandardOutputPath", "echo kept >&2; yes")]
    [InlineData("StandardErrorPath", "echo kept; yes >&2")]
    public void A_full_disk_ends_the_program_and_is_told_after_the_result(string parameter, string program)
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full");
        var ran = _session.Run($"Invoke-SafeProcess sh '-c' '{program}' -{parameter} /dev/full; Invoke-SafeProcess echo next -As Text");

        Assert.Null(ran.Thrown);
        var error = Assert.Single(ran.Errors);
        Assert.Equal("OutputFailed", Ran.IdOf(error));
        Assert.Equal(ErrorCategory.WriteError, error.CategoryInfo.Category);
        Assert.Contains("No space left on device", error.Exception.Message, StringComparison.Ordinal);
        var result = Assert.IsType<ProcessResult>(ran.Output[0].BaseObject);
        Assert.Equal(Outcome.Canceled, result.Outcome);
        Assert.Equal("kept\n", parameter == "StandardOutputPath" ? result.StandardError : result.StandardOutput);
        Assert.Equal("next", ran.Output[1].BaseObject);
    }

    [EngineTheory]
    [InlineData("'exit 3'", "InvalidResult")]
    [InlineData("'kill -9 $$'", "OperationStopped")]
    [InlineData("'exec sleep 1000' -Timeout 300ms", "OperationTimeout")]
    [InlineData("'exec sleep 1000' -IdleTimeout 300ms", "OperationTimeout")]
    [InlineData("'exec yes' -OutputLimit 100000", "LimitsExceeded")]
    public void The_category_of_an_error_says_what_kind_of_failure_it_was(string program, string category) =>
        Assert.Equal(category, _session.Run($"Invoke-SafeProcess sh '-c' {program}").Error.CategoryInfo.Category.ToString());

    [EngineFact]
    public void The_message_says_program_outcome_and_the_last_line_of_standard_error()
    {
        var error = _session.Run("Invoke-SafeProcess sh '-c' 'echo first >&2; echo the reason >&2; exit 3'").Error;

        Assert.Matches(@"\bsh\b", error.Exception.Message);
        Assert.Matches(@"\b3\b", error.Exception.Message);
        Assert.Contains("the reason", error.Exception.Message, StringComparison.Ordinal);
    }

    [EngineFact]
    public void No_message_prints_an_environment_value()
    {
        var ran = _session.Run("""
            Invoke-SafeProcess sh '-c' 'exec sleep 1000' -Timeout 300ms -Environment @{ PASSWORD = 'correct horse' } -Verbose
            """);

        Assert.DoesNotContain("correct horse", ran.Error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(ran.Verbose, message => message.Contains("correct horse", StringComparison.Ordinal));
    }

    [EngineFact]
    public void ErrorAction_Stop_throws_what_try_and_catch_can_look_at()
    {
        var ran = _session.Run("""
            try { Invoke-SafeProcess sh '-c' 'echo partial; exit 3' -ErrorAction Stop; 'not reached' }
            catch [SafeProcess.ProcessFailedException] { $_.Exception.Result.ExitCode; $_.Exception.Result.StandardOutput }
            """).AssertNoError();

        // The result itself was emitted before the error.
        Assert.Equal(3, ran.Output.Count);
        Assert.IsType<ProcessResult>(ran.Output[0].BaseObject);
        Assert.Equal([3, "partial\n"], ran.Output.Skip(1).Select(item => item.BaseObject));
    }

    [EngineFact]
    public void ErrorActionPreference_Stop_ends_a_script_at_the_failed_run()
    {
        var ran = _session.Run("$ErrorActionPreference = 'Stop'; $null = Invoke-SafeProcess false; 'not reached'");

        Assert.Empty(ran.Output);
        Assert.Equal("NonZeroExit", Ran.IdOf(ran.Error));
    }

    [EngineFact]
    public void ErrorAction_SilentlyContinue_leaves_only_the_result() =>
        Assert.Equal(1, _session.Run("Invoke-SafeProcess false -ErrorAction SilentlyContinue").AssertNoError().Result.ExitCode);

    [EngineTheory]
    [InlineData("Text", "partial")]
    [InlineData("Line", "partial")]
    public void Output_that_came_before_the_failure_is_emitted_whatever_its_form(string form, string expected)
    {
        var ran = _session.Run($"Invoke-SafeProcess sh '-c' 'echo partial; exit 3' -As {form}");

        Assert.Equal([expected], ran.Strings);
        Assert.Equal("NonZeroExit", Ran.IdOf(ran.Error));
    }

    [EngineFact]
    public void An_exit_code_named_by_SuccessExitCode_is_no_error() =>
        Assert.True(_session.Run("Invoke-SafeProcess sh '-c' 'exit 3' -SuccessExitCode 0, 3").AssertNoError().Result.Success);

    [EngineFact]
    public void Zero_is_an_error_when_SuccessExitCode_does_not_name_it() =>
        Assert.Equal("NonZeroExit", Ran.IdOf(_session.Run("Invoke-SafeProcess true -SuccessExitCode 3").Error));

    [EngineTheory]
    [InlineData("'exit 0'", 0)]
    [InlineData("'exit 42'", 42)]
    [InlineData("'kill -9 $$'", 128 + 9)]
    [InlineData("'kill -15 $$'", 128 + 15)]
    [InlineData("'exec sleep 1000' -Timeout 300ms", 124)]
    [InlineData("'exec sleep 1000' -IdleTimeout 300ms", 124)]
    [InlineData("'trap \"\" TERM; while :; do sleep 1; done' -Timeout 300ms -GracePeriod 300ms", 124)]
    public void LASTEXITCODE_is_what_a_shell_would_say(string program, int expected) =>
        Assert.Equal(
            expected,
            _session.Run($"$null = Invoke-SafeProcess sh '-c' {program} -ErrorAction Ignore; $LASTEXITCODE").AssertNoError().Value);

    [EngineTheory]
    [InlineData("no-such-program-anywhere", 127)]
    [InlineData("{ no-such-program-anywhere }", 127)]
    [InlineData("{ true | no-such-program-anywhere }", 127)]
    [InlineData("/etc", 126)]
    [InlineData("true -WorkingDirectory /no/such/folder", 125)]
    [InlineData("true -Timeout 0", 125)]
    [InlineData("{ Get-Date }", 125)]
    public void LASTEXITCODE_tells_of_a_program_that_did_not_start(string program, int expected) =>
        Assert.Equal(expected, _session.Run($"$global:LASTEXITCODE = 0; try {{ Invoke-SafeProcess {program} }} catch {{ }}; $LASTEXITCODE").AssertNoError().Value);

    [EngineFact]
    public void LASTEXITCODE_is_set_from_within_a_function_too() =>
        Assert.Equal(5, _session.Run("""
            function Test-Inner { $null = Invoke-SafeProcess sh '-c' 'exit 5' -ErrorAction Ignore }
            Test-Inner
            $LASTEXITCODE
            """).AssertNoError().Value);

    private static object Unwrap(object value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
