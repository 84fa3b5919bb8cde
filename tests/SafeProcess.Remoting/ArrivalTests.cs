using System.Management.Automation;
using SafeProcess.Remoting.Harness;

namespace SafeProcess.Remoting;

/// <summary>What runs in another session tells in this one.</summary>
public sealed class ArrivalTests(SshHosts hosts)
{
    [EngineTheory]
    [InlineData("Invoke-SafeProcess $unruly exit 3 --out abc --err 'disk is full' -ErrorAction Ignore")]
    [InlineData("Invoke-SafeProcess { & $unruly exit 0 | & $unruly exit 3 --err 'disk is full' } -ErrorAction Ignore")]
    [InlineData("Invoke-SafeProcess $unruly tree plain plain -Timeout 1s -GracePeriod 0 -ErrorAction Ignore")]
    [InlineData("Invoke-SafeProcess $unruly orphan 0 plain -GracePeriod 0 -WarningAction Ignore")]
    [InlineData("Invoke-SafeProcess $unruly repeat \"ä😀`e[1m`r`n\" 3 --to both")]
    public void A_result_arrives_as_a_result_with_every_value_it_had(string run)
    {
        using var client = new Client();

        var ran = client.Run($"$session = New-LocalSession; Invoke-Command -Session $session {{ $unruly = $using:unruly; $result = @({run})[-1]; $result; $result.ToJson() }}").AssertNoError();

        var arrived = Assert.IsType<ProcessResult>(ran.Output[0].BaseObject);
        Assert.Equal(ran.Output[1].BaseObject, arrived.ToJson());
        Assert.Equal("localhost", ran.Output[0].Properties["PSComputerName"].Value);
    }

    [EngineFact]
    public void A_result_of_a_batch_arrives_with_its_item_and_its_view()
    {
        using var client = new Client();

        var ran = client.Run("$session = New-LocalSession; Invoke-Command -Session $session { 5, 6 | Invoke-SafeProcessBatch { & $using:unruly exit 0 --out $_ } -KeepOrder }").AssertNoError();

        Assert.All(ran.Output, result => Assert.IsType<ProcessResult>(result.BaseObject));
        Assert.Equal([5, 6], ran.Output.Select(result => result.Properties["InputObject"].Value));
        Assert.Equal([1, 1], ran.Output.Select(result => result.Properties["Attempt"].Value));
        Assert.All(ran.Output, result => Assert.Equal("SafeProcess.ProcessResult#Batch", result.TypeNames[0]));
        Assert.All(ran.Output, result => Assert.DoesNotContain("StartTimeExact", result.Properties.Where(property => property is PSNoteProperty).Select(property => property.Name)));
    }

    [EngineFact]
    public void A_result_that_went_there_and_back_is_the_same()
    {
        using var client = new Client();

        var ran = client.Run("$session = New-LocalSession; $sent = Invoke-SafeProcess $unruly exit 0 --out abc; $sent.ToJson(); (Invoke-Command -Session $session { $args[0] } -ArgumentList $sent).ToJson()").AssertNoError();

        Assert.Equal(ran.Output[0].BaseObject, ran.Output[1].BaseObject);
    }

    [EngineFact]
    public void A_session_without_the_module_gets_the_properties()
    {
        using var client = new Client();

        var ran = client.Run("$bare = New-LocalSession -Bare; Invoke-Command -Session $bare { $r = $args[0]; $r.PSTypeNames[0]; $r.Outcome; $r.StandardOutput; \"$($r.Success)\" } -ArgumentList (Invoke-SafeProcess $unruly exit 0 --out abc)").AssertNoError();

        Assert.Equal(["Deserialized.SafeProcess.ProcessResult", "Exited", "abc", "True"], ran.Strings);
    }

    [EngineTheory]
    [InlineData("Outcome\">Exited<", "Outcome\">Vanished<", "Vanished")]
    [InlineData("N=\"Outcome\"", "N=\"Ending\"", null)]
    [InlineData("N=\"Stages\"", "N=\"Steps\"", "Exited")]
    [InlineData("<I32 N=\"ExitCode\">0</I32>", "<S N=\"ExitCode\">none</S>", "Exited")]
    [InlineData("<B N=\"Success\">true</B>", "<Nil N=\"Success\" />", "Exited")]
    [InlineData("<I64 N=\"StandardOutputLength\">3<", "<I64 N=\"StandardOutputLength\">-9223372036854775808<", "Exited")]
    public void What_a_result_cannot_hold_arrives_as_properties_and_throws_nothing(string was, string becomes, string? outcome)
    {
        using var client = new Client();
        client["was"] = was;
        client["becomes"] = becomes;

        var ran = client.Run("""
            $text = [Management.Automation.PSSerializer]::Serialize((Invoke-SafeProcess $unruly exit 0 --out abc))
            if (-not $text.Contains($was)) { throw $text }
            $arrived = [Management.Automation.PSSerializer]::Deserialize($text.Replace($was, $becomes))
            "$($arrived.Outcome)"
            $arrived.StandardOutput
            $null = $arrived | Format-List | Out-String
            """).AssertNoError();

        Assert.Equal([outcome ?? "", "abc"], ran.Strings);
    }

    [EngineFact]
    public void Errors_keep_their_ids_and_targets_and_standard_error_comes_through()
    {
        using var client = new Client();

        var ran = client.Run("""
            $session = New-LocalSession
            Invoke-Command -Session $session {
                $ErrorActionPreference = 'Continue'
                Invoke-SafeProcess $using:unruly exit 3 --err 'disk is full'
                Invoke-SafeProcess $using:unruly exit 0 --err told -As Text
            }
            """);

        var error = Assert.Single(ran.Errors);
        Assert.Equal("NonZeroExit", Ran.IdOf(error));
        Assert.Equal(3, Assert.IsType<ProcessResult>(PSObject.AsPSObject(error.TargetObject).BaseObject).ExitCode);
        Assert.Contains(ran.Information, told => told.Tags.Contains("StandardError"));
    }

    // The engine gives these to the host of the client, and the sessions of the other tests have none.
    [SshFact]
    public void Warnings_and_verbose_texts_are_shown_here()
    {
        var shown = Command.Run(Engine.ToRun($$"""
            {{hosts.ParametersScript}}
            Invoke-Command -HostName {{hosts.Names[0]}} @ssh { Invoke-SafeProcess unruly orphan 0 plain -GracePeriod 0 -Verbose }
            """));

        Assert.Contains("left behind unruly", shown, StringComparison.Ordinal);
        Assert.Contains("as process", shown, StringComparison.Ordinal);
    }

    // An engine that reaches a host by SSH asks no module what to make of an object, so it is said.
    [SshFact]
    public void Results_of_several_hosts_become_results_where_they_are_asked_for_and_say_where_they_ran()
    {
        using var client = new Client(hosts);

        var ran = client.Run("""
            $here = Invoke-Command -HostName $names @ssh { Invoke-SafeProcess unruly exit 0 --out abc }
            $job = Invoke-Command -HostName $names @ssh { Invoke-SafeProcess unruly exit 0 --out abc } -AsJob
            $later = $job | Receive-Job -Wait -AutoRemoveJob
            [SafeProcess.ProcessResult[]] ($here + $later)
            """).AssertNoError();

        Assert.Equal(6, ran.Output.Count);
        Assert.All(ran.Output, result => Assert.Equal(Outcome.Exited, Assert.IsType<ProcessResult>(result.BaseObject).Outcome));
        Assert.Equal(hosts.Names.Concat(hosts.Names).Order(), ran.Output.Select(result => (string)result.Properties["PSComputerName"].Value).Order());
    }
}
