using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests.Secrets;

/// <summary>A secret that was named is nowhere in what the module writes, whatever is done with it.</summary>
public sealed class SecretTests : IDisposable
{
    // What masks it must not depend on how it is quoted; what looks for it looks for the part that nothing quotes.
    private const string Core = "9f8e7d6c5b4a";
    private const string Secret = $"it's \"{Core}\"";

    private readonly TemporaryFolder _folder = new();

    public SecretTests()
    {
        _folder.Write("secret", Secret);
        // Says whether it got the secret, without saying it.
        _folder.WriteProgram("tool", """
            #!/bin/sh
            [ "$1" = --password ] && [ "$2" = "$(cat "${0%/*}/secret")" ] && echo received
            echo 'tool is done' >&2
            exit "${3:-0}"
            """);
        Command.Run("mkfifo", _folder[Secret]);
        _folder.WriteProgram("hang", """
            #!/bin/sh
            sh -c 'sleep 1000; :' "$2" &
            sh -c "sleep 1000; : # $CODE" "x$TOKEN" &
            echo ready
            cat <> "${0%/*}/$2"
            """);
    }

    public void Dispose() => _folder.Dispose();

    [PwshTheory]
    [InlineData("a SecureString", "")]
    [InlineData("a pattern", "$secure = $plain; $PSDefaultParameterValues['*-SafeProcess*:SensitiveArgument'] = '--password'")]
    [Trait("Category", "Long")]
    public void It_is_nowhere_in_what_is_written(string _, string before)
    {
        var script = _folder.Write("script.ps1", $$"""
            Import-Module '{{Checkout.Manifest}}'
            $folder = $PSScriptRoot
            $plain = [IO.File]::ReadAllText("$folder/secret")
            $secure = ConvertTo-SecureString $plain -AsPlainText -Force
            $credential = [pscredential]::new('me', $secure)
            $tool = "$folder/tool"; $hang = "$folder/hang"
            {{before}}
            $null = New-Item -ItemType Directory "$folder/written"

            function Record([string] $name, [scriptblock] $script) {
                $Error.Clear()
                $written = @(& $script *>&1)
                $path = "$folder/written/$name"
                & {
                    $written | Out-String -Width 1000
                    $written | Format-List * -Force | Out-String -Width 1000
                    $written | Where-Object { $_ -isnot [System.Management.Automation.ErrorRecord] } | ConvertTo-Json -Depth 3 -WarningAction Ignore
                    $Error | Format-List * -Force | Out-String -Width 1000
                    $Error | ForEach-Object { $_.InvocationInfo | Format-List * -Force; $_.InvocationInfo.BoundParameters.Values } | Out-String -Width 1000
                } > "$path.txt"
                $written | Export-Clixml "$path.xml" -Depth 4
                $written | Out-Host
            }

            Start-Transcript "$folder/written/transcript.txt" | Out-Null
            Record success { Invoke-SafeProcess { & $tool --password $secure } -Verbose -Debug }
            Record list { Invoke-SafeProcess $tool -ArgumentList '--password', $secure -Verbose }
            Record typed { Invoke-SafeProcess $tool --password $secure -Verbose }
            Record pipeline { Invoke-SafeProcess { & $tool --password $secure | & $tool --password $secure 3 } -Verbose }
            Record failure { Invoke-SafeProcess { & $tool --password $secure 3 } -As Text }
            Record failedList { Invoke-SafeProcess $tool -ArgumentList '--password', $secure, 3 -As Line }
            Record retry { Invoke-SafeProcess { & $tool --password $secure 3 } -RetryCount 1 -RetryDelay 1ms -Verbose }
            Record whatIf { Invoke-SafeProcess { & $tool --password $secure } -WhatIf }
            Record noProgram { Invoke-SafeProcess { & "$folder/missing" --password $secure } }
            Record noFolder { Invoke-SafeProcess $tool --password $secure -WorkingDirectory "$folder/missing" }
            Record deadline {
                foreach ($seconds in 2, 8, 32) {
                    Invoke-SafeProcess { & $hang --password $secure } -Environment @{ TOKEN = $credential; CODE = $credential } -Timeout $seconds -GracePeriod 0 -DiagnoseArgument -Verbose | Tee-Object -Variable result
                    if ("$($result.Diagnosis.WaitsOn)" -match 'read of descriptor 0') { break }
                }
            }
            Record batch { 0, 3 | Invoke-SafeProcessBatch { & $tool --password $secure $_ } -JobLog "$folder/written/log" -Environment @{ TOKEN = $credential } -Verbose }
            Record resume { 0, 3 | Invoke-SafeProcessBatch { & $tool --password $secure $_ } -JobLog "$folder/written/log" -Resume -Environment @{ TOKEN = $credential } -Verbose -RetryCount 1 -RetryDelay 1ms }
            Record items { $secure, $secure | Invoke-SafeProcessBatch $tool --password -Verbose }
            Record failedItems { $secure | Invoke-SafeProcessBatch $tool -ArgumentList '--password', { $_ }, 3 }
            Record missingItems { $secure | Invoke-SafeProcessBatch "$folder/missing" --password }
            Record whatIfBatch { $secure | Invoke-SafeProcessBatch $tool --password -WhatIf }
            Record job {
                $job = Start-SafeProcess { & $hang --password $secure } -Verbose -DiagnoseArgument -GracePeriod 0
                $null = Wait-SafeProcess $job -Line ready
                Get-Job; Get-SafeProcess; Get-SafeProcess | ForEach-Object Tree
                Get-SafeProcess | Stop-SafeProcess -WhatIf
                Stop-SafeProcess $job -PassThru -Verbose
                Receive-Job $job -Wait
                Get-Job | Remove-Job
            }
            Record failedJob {
                $job = Start-SafeProcess $tool --password $secure 3 -WhatIf
                $job = Start-SafeProcess $tool --password $secure 3
                $null = Wait-Job $job
                Wait-SafeProcess $job -Line never
                $job; Receive-Job $job
                Remove-Job $job
            }
            Stop-Transcript | Out-Null
            """);

        var shown = Command.Run([.. Engine.CommandLine("-File", script)]);

        _folder.Write("written/console", shown);
        var written = Directory.GetFiles(_folder["written"]).ToDictionary(file => Path.GetFileName(file), File.ReadAllText);
        Assert.Equal([], written.Keys.Where(name => written[name].Contains(Core, StringComparison.Ordinal)).Order());
        // Who looks where nothing was written finds nothing.
        Assert.Equal(
            [], "success.txt list.txt typed.txt pipeline.txt retry.txt deadline.txt batch.txt resume.txt items.txt failedItems.txt job.txt failedJob.txt log console transcript.txt"
                .Split(' ').Where(name => !written[name].Contains("***", StringComparison.Ordinal)));
        Assert.Matches(@"read of descriptor 0 \(.*/\*\*\*\)", written["deadline.txt"]);
        foreach (var one in (string[])["success", "list", "typed", "failure", "failedList", "batch", "items", "failedItems"])
            Assert.Contains("received", written[one + ".txt"], StringComparison.Ordinal);
    }

    [EngineTheory]
    [InlineData("Invoke-SafeProcess true --password $plain -SensitiveArgument --password -Verbose", "ArgumentList")]
    [InlineData("$plain | Invoke-SafeProcessBatch true --password -SensitiveArgument --password -Verbose", "InputObject")]
    public void What_PowerShell_has_bound_is_masked_in_verbose_records(string script, string parameter)
    {
        using var session = new Session();
        session["plain"] = Secret;

        var bound = session.Run($"{script} 4>&1 | ForEach-Object {{ if ($_ -is [System.Management.Automation.VerboseRecord]) {{ $_.InvocationInfo.BoundParameters['{parameter}'] }} }}");

        Assert.NotEmpty(bound.AssertNoError().Strings);
        Assert.All(bound.Strings, value => Assert.Equal("***", value));
    }

    [PwshFact]
    public void A_progress_bar_masks_it()
    {
        using var terminal = Terminal.OpenPowerShell($"Import-Module '{Checkout.Manifest}'");
        terminal.Enter($"$secure = ConvertTo-SecureString ([IO.File]::ReadAllText('{_folder["secret"]}')) -AsPlainText -Force");

        terminal.Enter("$r = Invoke-SafeProcess { sh -c 'sleep 1000' $secure } -GracePeriod 0");

        terminal.AwaitText("'sleep 1000' ***");
        Assert.DoesNotContain(Core, terminal.Screen, StringComparison.Ordinal);
        terminal.PressCtrlC();
        terminal.Enter("'en' + 'ded'");
        terminal.AwaitText("ended");
        terminal.Enter("exit");
        terminal.AwaitExit();
    }
}
