using System.Management.Automation;
using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests;

/// <summary>No escape sequence that a program wrote, or is called, reaches the terminal through what the module prints.</summary>
public sealed class VisibleTests : IDisposable
{
    private readonly Session _session = new();
    private readonly TemporaryFolder _folder = new();

    public VisibleTests()
    {
        _session["evil"] = _folder.WriteProgram("e\e[31mvil", "#!/bin/sh\nprintf 'out \\033[32mput\\n'; printf 'err \\033[33mor\\n' >&2; exit ${1:-0}\n");
        _session["lost"] = _folder["l\e[34most"];
        _session["hangs"] = _folder.WriteProgram("h\e[35mangs", "#!/bin/sh\nprintf 'rea \\033[36mdy\\n' >&2; sleep 300; :\n");
        _session["leaves"] = _folder.WriteProgram("leaves", "#!/bin/sh\n\"$(dirname \"$0\")/h\e[35mangs\" > /dev/null 2>&1 &\n");
        _session["noInterpreter"] = _folder.WriteProgram("no\e[37m", "#!/no/\e[31minterpreter\n");
        _session["plain"] = _folder.Write("pl\e[31main", "");
        _session["escape"] = "\e[31m";
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [EngineTheory]
    [InlineData("a program that fails", "Invoke-SafeProcess { & $evil 3 }")]
    [InlineData("as lines", "Invoke-SafeProcess { & $evil 3 } -As Line > $null")]
    [InlineData("as text", "Invoke-SafeProcess { & $evil 3 } -As Text > $null")]
    [InlineData("shown", "Invoke-SafeProcess { & $evil 3 $escape } -Show")]
    [InlineData("tried again", "Invoke-SafeProcess { & $evil 3 } -RetryCount 1 -RetryDelay 1ms -Verbose")]
    [InlineData("a pipeline", "Invoke-SafeProcess { & $evil 3 | & $evil 4 } -Verbose")]
    [InlineData("a deadline", "Invoke-SafeProcess { & $hangs $escape } -Timeout 500ms -GracePeriod 0 -Verbose -DiagnoseArgument")]
    [InlineData("orphans", "Invoke-SafeProcess { & $leaves } -GracePeriod 0 -Verbose")]
    [InlineData("what is not there", "Invoke-SafeProcess { & $lost $escape } -Verbose")]
    [InlineData("no program", "Invoke-SafeProcess { & $plain }")]
    [InlineData("a script without its interpreter", "Invoke-SafeProcess { & $noInterpreter }")]
    [InlineData("a directory that is not there", "Invoke-SafeProcess { true } -WorkingDirectory $lost")]
    [InlineData("an input that is not there", "Invoke-SafeProcess { true } -StandardInputPath $lost")]
    [InlineData("a file that cannot be written", "Invoke-SafeProcess { true } -StandardOutputPath $lost/x")]
    [InlineData("a redirection that cannot be", "Invoke-SafeProcess { true > $lost/x }")]
    [InlineData("a name that cannot be", "Invoke-SafeProcess { true } -Environment @{ \"a${escape}=b\" = 'c' }")]
    [InlineData("a time that is none", "Invoke-SafeProcess { true } -RetryCount 1 -RetryOn $escape")]
    [InlineData("a batch", "$escape, 3 | Invoke-SafeProcessBatch { & $evil 3 $_ } -RetryCount 1 -RetryDelay 1ms -Verbose")]
    [InlineData("a batch of what is not there", "$escape | Invoke-SafeProcessBatch { & $lost $_ }")]
    [InlineData("a batch that does not run all", "$escape, $escape, $escape | Invoke-SafeProcessBatch { & $evil 3 $_ } -FailFast -ThrottleLimit 1")]
    [InlineData("a batch the scripts of which fail", "$escape | Invoke-SafeProcessBatch true { throw $_ }")]
    [InlineData("a job", "$job = Start-SafeProcess { & $evil 3 $escape } -Verbose; $job | Out-String; Wait-Job $job | Out-String; $job.StatusMessage; Receive-Job $job -Wait -AutoRemoveJob | Where-Object { $_ -isnot [string] }")]
    [InlineData("a job that is awaited", "$job = Start-SafeProcess { & $evil 3 $escape }; Wait-SafeProcess $job -Line \"never$escape\"; Remove-Job $job -Force")]
    [InlineData("a job that does not come", "$job = Start-SafeProcess { & $hangs $escape }; Wait-SafeProcess $job -Line \"never$escape\" -Timeout 1ms; Remove-Job $job -Force")]
    [InlineData("a job that reads no more", "$job = Start-SafeProcess { & $evil 3 $escape } -NoInput; 'x' | Send-SafeProcessInput $job; Remove-Job $job -Force")]
    [InlineData("what is running", "$job = Start-SafeProcess { & $hangs $escape }; $null = Wait-SafeProcess $job -Line rea; $own = Get-SafeProcess | Where-Object Job -eq $job; $own; \"$own\"; Stop-SafeProcess -Id $own.Id -PassThru -Verbose; Remove-Job $job -Force")]
    public void What_is_printed_is_made_visible(string what, string script)
    {
        // As at a terminal: formats keep what is in the text they are given.
        var ran = _session.Run($$"""
            $PSStyle.OutputRendering = 'Ansi'
            & { {{script}} } | ForEach-Object { $_; $_ | Format-List } | Out-String -Width 300
            """);

        var printed = new List<string?>(ran.Verbose.Concat(ran.Warnings).Concat(ran.Information.Select(record => $"{record.MessageData}")));
        foreach (var error in ran.Thrown is { } thrown ? [.. ran.Errors, thrown.ErrorRecord] : ran.Errors)
            printed.AddRange([error.ToString(), error.Exception.Message, error.ErrorDetails?.Message, $"{error.CategoryInfo}", error.CategoryInfo.TargetName]);
        printed.AddRange(ran.Output.Select(one => $"{one}"));
        // The colours of the formats themselves are bold, italic and bright.
        Assert.All(printed, one => Assert.DoesNotMatch("\e\\[3[1-7]m", one ?? ""));
        Assert.True(printed.Exists(one => one is not null && one.Contains("x1b[3", StringComparison.Ordinal)), $"Of {what} nothing was printed: {string.Join('|', printed)}");
    }
}
