using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests;

/// <summary>The module where nobody sits: no console, no user interface, several sessions in one process.</summary>
public sealed class UnattendedTests : IDisposable
{
    private readonly Session _session = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [EngineFact]
    public void A_host_without_user_interface_is_enough()
    {
        var ran = _session.Run("""
            $Host.Name
            Invoke-SafeProcess sh '-c' 'echo hi; echo err >&2' -As Line -Verbose
            Invoke-SafeProcess false -Timeout 60s
            """);

        Assert.Equal(["Unattended", "hi"], ran.Output.Take(2).Select(item => item.BaseObject));
        Assert.Equal("NonZeroExit", Ran.IdOf(ran.Error));
    }

    // A host of its own: what the test run itself reads may be empty already.
    [PwshFact]
    public void A_program_does_not_get_the_hosts_standard_input()
    {
        const string Pipe = "echo secret | \"$0\" \"$@\"";
        var script = $"Import-Module '{Checkout.Manifest}'; Invoke-SafeProcess sh '-c' 'readlink /proc/self/fd/0; cat' -As Line";

        Assert.Equal("/dev/null", Command.Run(["sh", "-c", Pipe, .. Engine.ToRun(script)]).Trim());
    }

    [EngineFact]
    public void A_relative_path_is_relative_to_the_session_and_not_to_the_process()
    {
        _folder.WriteProgram("tell", "#!/bin/sh\npwd -P\n");
        _session["folder"] = _folder.Path;

        var ran = _session.Run("Set-Location $folder; Invoke-SafeProcess ./tell -As Line").AssertNoError();

        Assert.Equal([_folder.Path], ran.Strings);
        Assert.NotEqual(_folder.Path, Environment.CurrentDirectory);
    }

    [EngineFact]
    public void Two_sessions_run_programs_at_once()
    {
        // Each program ends only when the other one has started.
        const string Meet = """
            Invoke-SafeProcess -As Line -Timeout 60s -- `
                sh -c ': > "$0/$1"; while [ ! -e "$0/$2" ]; do sleep 0.02; done; echo $1' $folder $mine $other
            """;
        using var second = new Session();
        (_session["folder"], _session["mine"], _session["other"]) = (_folder.Path, "first", "second");
        (second["folder"], second["mine"], second["other"]) = (_folder.Path, "second", "first");

        var one = _session.Start(Meet);
        var two = second.Start(Meet);

        Assert.Equal(["first"], one.Finish().AssertNoError().Strings);
        Assert.Equal(["second"], two.Finish().AssertNoError().Strings);
    }

    [EngineFact]
    public void Runs_in_a_parallel_loop_do_not_disturb_each_other()
    {
        var ran = _session.Run("""
            1..40 | ForEach-Object -ThrottleLimit 8 -Parallel {
                Import-Module $using:manifest
                $result = Invoke-SafeProcess sh '-c' "seq 1 1000; echo $_ >&2; exit $_" -SuccessExitCode $_
                $result.StandardOutput.Length; $result.StandardError.Trim() -eq "$_"
            }
            """).AssertNoError();

        Assert.Equal(40, ran.Output.Count(item => item.BaseObject is 3893));
        Assert.Equal(40, ran.Output.Count(item => item.BaseObject is true));
    }
}
