using System.Management.Automation;
using SafeProcess.Remoting.Harness;

namespace SafeProcess.Remoting;

/// <summary>A batch whose items are run in other sessions.</summary>
public sealed class BatchTests : IDisposable
{
    private readonly Client _client = new();
    private readonly TemporaryFolder _folder = new();

    public BatchTests() => _client["folder"] = _folder.Path;

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    [EngineFact]
    public void Each_item_has_one_result_that_says_where_it_ran()
    {
        var ran = _client.Run("""
            $a = New-LocalSession a; $b = New-LocalSession b
            $results = 1..40 | Invoke-SafeProcessBatch { & $unruly exit 0 --out $_ } -Session $a, $b -KeepOrder
            $results
            """).AssertNoError();

        Assert.Equal(Enumerable.Range(1, 40).Select(static number => $"{number}"), ran.Output.Select(static result => Assert.IsType<ProcessResult>(result.BaseObject).StandardOutput));
        Assert.All(ran.Output, result => Assert.Equal("localhost", result.Properties["PSComputerName"].Value));
        Assert.Equal(Enumerable.Range(1, 40), ran.Output.Select(static result => (int)((PSObject)result.Properties["InputObject"].Value).BaseObject));
    }

    [EngineFact]
    public void A_session_is_afterwards_as_it_was()
    {
        var ran = _client.Run("""
            $s = New-LocalSession
            $look = { "$ErrorActionPreference $((Get-Variable -Scope Global).Name | Sort-Object) $((Get-Job).Count) $($Error.Count) $PWD" }
            $before = Invoke-Command -Session $s $look
            $null = 1..2 | Invoke-SafeProcessBatch true -Session $s
            $after = Invoke-Command -Session $s $look
            $after -ceq $before
            "$before <> $after"
            """).AssertNoError();

        Assert.True((bool)ran.Output[0].BaseObject, ran.Output[1].ToString());
    }

    [EngineFact]
    public void Both_sessions_work()
    {
        // Each waits for a file that the other one makes.
        var ran = _client.Run("""
            $a = New-LocalSession a; $b = New-LocalSession b
            '1 2', '2 1' | Invoke-SafeProcessBatch { sh -c 'touch "$0/$1"; while [ ! -e "$0/$2" ]; do sleep 0.01; done' $folder $_.Split()[0] $_.Split()[1] } -Session $a, $b -ThrottleLimit 1 -Timeout 60s
            """).AssertNoError();

        Assert.Equal(2, ran.Output.Count);
    }

    [EngineFact]
    public void All_that_is_said_of_an_item_holds_there()
    {
        var ran = _client.Run("""
            $s = New-LocalSession
            Invoke-Command $s { Set-Location $using:folder; $null = New-Item -ItemType Directory sub }
            $rows = @(
                @{ FilePath = 'sh'; ArgumentList = '-c', 'echo "$1:$SAMPLE:$(pwd):$(cat)"', 'x', 'a "b" c'; WorkingDirectory = 'sub'; Environment = @{ SAMPLE = 'ü'; HOME = $null } }
                @{ FilePath = 'sh'; ArgumentList = '-c', 'sleep 1000'; Timeout = '300ms' }
            )
            $rows | Invoke-SafeProcessBatch -Session $s -StandardInput { 'in', 'put' } -KeepOrder -GracePeriod 0
            """);

        Assert.Equal($"a \"b\" c:ü:{_folder.Path}/sub:in\nput\n", ((ProcessResult)ran.Output[0].BaseObject).StandardOutput);
        Assert.Equal(Outcome.TimedOut, ((ProcessResult)ran.Output[1].BaseObject).Outcome);
        Assert.Equal("TimedOut", Ran.IdOf(Assert.Single(ran.Errors)));
    }

    [EngineFact]
    public void Parameters_of_all_runs_hold_there()
    {
        var ran = _client.Run("""
            $s = New-LocalSession
            1 | Invoke-SafeProcessBatch { sh -c 'printf "\351"; ulimit -n; exit 3' } -Session $s -OutputEncoding latin1 -OpenFileLimit 77 -SuccessExitCode 0, 3
            1 | Invoke-SafeProcessBatch { sh -c 'test -t 0 && stty size' } -Session $s -TerminalSize 90x20
            """).AssertNoError();

        Assert.Equal("é77\n", ((ProcessResult)ran.Output[0].BaseObject).StandardOutput);
        Assert.Contains("20 90", ((ProcessResult)ran.Output[1].BaseObject).StandardOutput, StringComparison.Ordinal);
    }

    [EngineFact]
    public void A_pipeline_and_its_files_are_those_of_the_other_machine()
    {
        var ran = _client.Run("""
            $s = New-LocalSession
            Invoke-Command $s { Set-Location $using:folder }
            1..2 | Invoke-SafeProcessBatch { sh -c 'echo $0; echo err >&2' $_ 2> "err$_" | tr 12 ab > "out$_" } -Session $s
            """).AssertNoError();

        Assert.Equal(2, ran.Output.Count);
        Assert.Equal("a\nb\nerr\nerr\n", File.ReadAllText(_folder["out1"]) + File.ReadAllText(_folder["out2"]) + File.ReadAllText(_folder["err1"]) + File.ReadAllText(_folder["err2"]));
    }

    [EngineFact]
    public void Failures_have_the_ids_and_words_of_one_machine_and_say_where()
    {
        var ran = _client.Run("""
            $s = New-LocalSession
            'no-such-program', $unruly | Invoke-SafeProcessBatch { & $_ exit 3 } -Session $s -KeepOrder
            $LASTEXITCODE
            1 | Invoke-SafeProcessBatch { sh -c exit > /no/such/folder } -Session $s
            """);

        Assert.Equal(["CommandNotFound", "NonZeroExit", "InvalidArgument"], ran.Errors.Select(Ran.IdOf));
        Assert.Equal([ErrorCategory.ObjectNotFound, ErrorCategory.InvalidResult, ErrorCategory.InvalidArgument], ran.Errors.Select(static error => error.CategoryInfo.Category));
        Assert.StartsWith("Item 0 on localhost: 'no-such-program'", ran.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Equal("no-such-program", ran.Errors[0].TargetObject.ToString());
        Assert.Equal(3, Assert.IsType<ProcessResult>(ran.Errors[1].TargetObject).ExitCode);
        Assert.Equal(3, ran.Output[1].BaseObject);
    }

    [EngineFact]
    public void Secrets_are_hidden_on_both_sides()
    {
        var ran = _client.Run("""
            $s = New-LocalSession
            $secret = ConvertTo-SecureString 'swordfish' -AsPlainText
            $r = 1 | Invoke-SafeProcessBatch { & $unruly exit 3 --out $secret } -Session $s -JobLog $folder/log -ErrorVariable e -ErrorAction SilentlyContinue -Verbose 4>&1
            ($r | Out-String) + ($r[-1].ArgumentList -join ' ') + "$e" + (Get-Content $folder/log -Raw)
            $r[-1].StandardOutput
            """);

        Assert.DoesNotContain("swordfish", (string)ran.Output[0].BaseObject, StringComparison.Ordinal);
        Assert.Contains("***", (string)ran.Output[0].BaseObject, StringComparison.Ordinal);
    }

    [EngineFact]
    public void FailFast_ends_what_runs_there_and_names_what_was_not_run()
    {
        var ran = _client.Run("""
            $s = New-LocalSession
            $r = 'exit 3', 'sleep 1000', 'sleep 1000', 'sleep 1000' | Invoke-SafeProcessBatch { sh -c $_ } -Session $s -ThrottleLimit 2 -FailFast -GracePeriod 0 -ErrorVariable e -ErrorAction SilentlyContinue
            $r.Outcome | Sort-Object -Unique | ForEach-Object { "$_" }
            $e | ForEach-Object { ($_.FullyQualifiedErrorId -split ',')[0] } | Sort-Object -Unique
            """);

        // One more may have begun there before the word came.
        Assert.Equal(["Exited", "Canceled", "Canceled", "NonZeroExit", "NotRun"], ran.Strings);
    }

    [EngineFact]
    public void BatchTimeout_holds_there_too()
    {
        var ran = _client.Run("""
            $s = New-LocalSession
            $r = 1..6 | Invoke-SafeProcessBatch sleep 1000 -Session $s -ThrottleLimit 2 -BatchTimeout 6s -GracePeriod 0 -ErrorVariable e -ErrorAction SilentlyContinue
            "$($r.Outcome | Sort-Object -Unique)"
            @($e.FullyQualifiedErrorId -like 'NotRun*').Count
            $r.Count -le 4
            """);

        Assert.Equal(["TimedOut", 1, true], ran.Output.Select(static told => told.BaseObject));
    }

    [EngineFact]
    public void A_job_log_says_where_and_a_resumed_batch_leaves_out_what_succeeded_anywhere()
    {
        var ran = _client.Run("""
            $a = New-LocalSession a; $b = New-LocalSession b
            $first = 0..5 | Invoke-SafeProcessBatch { sh -c "test $_ != 3" } -Session $a -JobLog $folder/log -ErrorAction SilentlyContinue
            (Get-Content $folder/log | ConvertFrom-Json).computerName | Sort-Object -Unique
            $again = 0..5 | Invoke-SafeProcessBatch { sh -c "test $_ != 3" } -Session $b -JobLog $folder/log -Resume -ErrorAction SilentlyContinue
            "$($first.Count) $($again.InputObject)"
            """);

        Assert.Equal(["localhost", "6 3"], ran.Strings);
    }

    [EngineFact]
    public void Failed_items_are_tried_again_as_on_one_machine()
    {
        var ran = _client.Run("""
            $s = New-LocalSession
            1 | Invoke-SafeProcessBatch { sh -c 'test -e "$0/once" || { touch "$0/once"; exit 1; }' $folder } -Session $s -RetryCount 2 -RetryDelay 1ms
            """).AssertNoError();

        Assert.Equal(2, Assert.Single(ran.Output).Properties["Attempt"].Value);
    }

    [EngineFact]
    public void The_callers_session_is_free_again_afterwards()
    {
        var ran = _client.Run("""
            $s = New-LocalSession
            $null = 1..3 | Invoke-SafeProcessBatch /bin/true -Session $s
            $null = 1..3 | Invoke-SafeProcessBatch /bin/true -Session $s
            "$(Invoke-Command $s { 'free' }) $($s.State) $($s.Availability)"
            """).AssertNoError();

        Assert.Equal(["free Opened Available"], ran.Strings);
    }

    [EngineFact]
    public void WhatIf_opens_no_session_and_runs_nothing()
    {
        var ran = _client.Run("1..2 | Invoke-SafeProcessBatch /bin/true -HostName host.invalid -WhatIf").AssertNoError();

        Assert.Empty(ran.Output);
    }

    [EngineFact]
    public void A_session_that_cannot_be_used_is_one_error_and_the_others_do_the_work()
    {
        var ran = _client.Run("""
            $good = New-LocalSession good; $bare = New-LocalSession bare -Bare; $closed = New-LocalSession closed
            Invoke-Command $bare { $env:PSModulePath = '/nowhere' }
            Remove-LocalSession $closed
            & { do { 1 } while ($failed.Count -lt 2) } | Invoke-SafeProcessBatch /bin/true -Session $good, $bare, $closed -ErrorVariable failed
            """);

        Assert.All(ran.Output, static result => Assert.True(((ProcessResult)result.BaseObject).Success));
        Assert.All(ran.Errors, static error => Assert.Equal(("SessionNotOpened", ErrorCategory.OpenError), (Ran.IdOf(error), error.CategoryInfo.Category)));
        Assert.Single(ran.Errors, static error => error.ToString().Contains("-InstallModule", StringComparison.Ordinal));
        Assert.Single(ran.Errors, static error => error.ToString().Contains("Closed", StringComparison.Ordinal));
    }

    [EngineFact]
    public void Without_any_session_the_items_are_named_as_not_run()
    {
        var ran = _client.Run("""
            $closed = New-LocalSession; Remove-LocalSession $closed
            1..50 | Invoke-SafeProcessBatch /bin/true -Session $closed
            """);

        Assert.Equal(["SessionNotOpened", "NotRun"], ran.Errors.Select(Ran.IdOf));
        Assert.Contains("50 items were not run: no session is left", ran.Errors[1].ToString(), StringComparison.Ordinal);
    }

    [EngineFact]
    public void The_module_is_installed_where_it_is_missing()
    {
        var ran = _client.Run("""
            $bare = New-LocalSession -Bare
            Invoke-Command $bare { $env:PSModulePath = Join-Path $using:folder modules }
            1..2 | Invoke-SafeProcessBatch { & $unruly exit 0 --out $_ } -Session $bare -InstallModule -KeepOrder | ForEach-Object StandardOutput
            Invoke-Command $bare { (Get-Module SafeProcess).ModuleBase }
            (Get-ChildItem $folder/modules/SafeProcess).Count
            """).AssertNoError();

        Assert.Equal(["1", "2"], ran.Output.Take(2).Select(static told => told.BaseObject));
        Assert.StartsWith(_folder["modules"], (string)ran.Output[2].BaseObject, StringComparison.Ordinal);
        Assert.Equal(1, ran.Output[3].BaseObject);
    }

    [EngineFact]
    public void A_stopped_pipeline_ends_the_trees_there()
    {
        var tree = new MarkedTree();
        try
        {
            _client["mark"] = tree.Value;
            var running = _client.Start($$"""
                $a = New-LocalSession a; $b = New-LocalSession b
                1..4 | Invoke-SafeProcessBatch { & $unruly tree ignore setsid } -Session $a, $b -ThrottleLimit 2 -GracePeriod 500ms -Environment @{ {{MarkedTree.Variable}} = $mark }
                """);
            Eventually.True(() => tree.Alive().Count == 8, "four programs and their descendants run");

            Assert.True(running.Stop().WasStopped);

            Assert.Empty(tree.Alive());
        }
        finally
        {
            tree.Kill();
        }
    }

    [EngineFact]
    public void Two_runspaces_fan_out_at_once()
    {
        using var other = new Client();
        const string Script = """
            $a = New-LocalSession a; $b = New-LocalSession b
            (1..50 | Invoke-SafeProcessBatch { & $unruly exit 0 --out $_ } -Session $a, $b -KeepOrder).StandardOutput -join ' '
            """;

        var (first, second) = (_client.Start(Script), other.Start(Script));

        var expected = string.Join(' ', Enumerable.Range(1, 50));
        Assert.Equal(expected, first.Finish().AssertNoError().Value);
        Assert.Equal(expected, second.Finish().AssertNoError().Value);
    }

    [EngineTheory]
    [InlineData("-Session @()", "Session")]
    [InlineData("-Session $s, $s", "-Session has the same session twice.")]
    [InlineData("-HostName ''", "HostName")]
    [InlineData("-SSHConnection @{ Port = 22 }", "-SSHConnection has an element without a name.")]
    [InlineData("-SSHConnection @{ HostName = 'a'; Colour = 'red' }", "-SSHConnection has 'Colour', which is none of")]
    [InlineData("-Session $s -ThrottleLimit 0", "-ThrottleLimit is 0: it must be at least 1.")]
    public void Bad_input_is_one_error_before_anything_is_opened(string parameters, string message)
    {
        var ran = _client.Run($"$s = New-LocalSession; 1..2 | Invoke-SafeProcessBatch /bin/true {parameters}");

        Assert.Empty(ran.Output);
        Assert.Contains(message, ran.Error.ToString(), StringComparison.Ordinal);
    }
}
