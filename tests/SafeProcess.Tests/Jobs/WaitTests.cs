using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests.Jobs;

/// <summary><c>Wait-SafeProcess</c>: until a program is ready, or has ended.</summary>
public sealed class WaitTests : IDisposable
{
    private readonly Session _session = new();
    private readonly MarkedTree _tree = new();

    public WaitTests()
    {
        _session["environment"] = _tree.Environment;
        _session["unruly"] = UnrulyProgram.FilePath;
        _session["port"] = FreePort();
    }

    public void Dispose()
    {
        _session.Dispose();
        _tree.AssertGone();
    }

    [EngineFact]
    public void A_web_server_is_awaited_by_its_line_used_and_stopped()
    {
        var ran = _session.Run("""
            $job = Start-SafeProcess $unruly serve -Environment $environment
            $ready = Wait-SafeProcess -Job $job -Line 'listening on (\d+)' -Timeout 60s
            $ready
            $ready.Line
            (Invoke-RestMethod "http://127.0.0.1:$($ready.Groups[1].Value)/")
            Stop-SafeProcess $job
            """).AssertNoError();

        var match = Assert.IsType<Match>(ran.Output[0].BaseObject);
        Assert.Equal($"listening on {match.Groups[1].Value}", ran.Output[1].BaseObject);
        Assert.Equal("hello", ran.Output[2].BaseObject);
        _tree.AssertGone();
    }

    [EngineFact]
    public void A_web_server_is_awaited_by_its_port_used_and_stopped()
    {
        var ran = _session.Run("""
            $job = Start-SafeProcess $unruly serve '--port' $port '--delay' 500 -Environment $environment
            Wait-SafeProcess -Job $job -Port $port -Timeout 60s
            (Invoke-RestMethod "http://127.0.0.1:$port/")
            Stop-Job $job
            """).AssertNoError();

        Assert.Equal(new IPEndPoint(IPAddress.Loopback, (int)_session["port"]!), ran.Output[0].BaseObject);
        Assert.Equal("hello", ran.Output[1].BaseObject);
        _tree.AssertGone();
    }

    [EngineFact]
    public void A_web_server_of_others_is_awaited_by_port()
    {
        // It tells nobody that it listens. No HttpListener, whose start fails when somebody asks at that very moment.
        _session["server"] = Engine.ToRun($$"""
            $listener = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, {{_session["port"]}})
            $listener.Start()
            while ($true) {
                $client = $listener.AcceptTcpClient()
                $reader = [System.IO.StreamReader]::new($client.GetStream())
                while ($reader.ReadLine()) { }
                $writer = [System.IO.StreamWriter]::new($client.GetStream())
                $writer.Write("HTTP/1.1 200 OK`r`nContent-Length: 0`r`nConnection: close`r`n`r`n")
                try { $writer.Dispose() } catch { }
                $client.Dispose()
            }
            """);
        var ran = _session.Run("""
            $job = Start-SafeProcess $server[0] $server[1..$server.Count] -Environment $environment
            $null = Wait-SafeProcess $job -Port $port -Timeout 60s
            (Invoke-WebRequest "http://127.0.0.1:$port/").StatusCode
            Stop-Job $job
            """).AssertNoError();

        Assert.Equal(200, ran.Value);
        _tree.AssertGone();
    }

    [EngineFact]
    public void Lines_that_came_before_count_and_none_is_taken_from_who_receives()
    {
        var ran = _session.Run("""
            $job = Start-SafeProcess sh '-c' 'echo early; echo also early >&2; exec cat' -Environment $environment
            $null = Wait-SafeProcess $job -Line '^also early$'
            $null = Wait-SafeProcess $job -Line '^early$'
            Receive-Job $job
            (Wait-SafeProcess $job -Line '^EARLY$').Value
            """).AssertNoError();

        Assert.Equal(["early", "early"], ran.Strings);
        Assert.Equal("also early", Assert.Single(ran.Information).MessageData);
    }

    [EngineFact]
    public void A_line_is_seen_that_comes_just_before_the_end()
    {
        var ran = _session.Run("foreach ($i in 1..50) { (Wait-SafeProcess (Start-SafeProcess echo last) -Line last).Value }").AssertNoError();

        Assert.Equal(50, ran.Strings.Count());
    }

    [EngineFact]
    public void A_line_is_found_among_many()
    {
        var ran = _session.Run("(Wait-SafeProcess (Start-SafeProcess seq 1 500000) -Line '^4999(.)9$').Value").AssertNoError();

        Assert.Equal("499909", ran.Value);
    }

    [EngineFact]
    public void Jobs_may_come_down_the_pipeline()
    {
        var ran = _session.Run("""
            $jobs = 1..3 | ForEach-Object { Start-SafeProcess echo "number $_" }
            ($jobs | Wait-SafeProcess -Line 'number (\d)').Value
            (Wait-SafeProcess $jobs -Exit).Outcome
            (Start-SafeProcess true | Wait-SafeProcess).ExitCode
            """).AssertNoError();

        Assert.Equal(["number 1", "number 2", "number 3", "Exited", "Exited", "Exited", "0"], ran.Output.Select(item => item.ToString()));
    }

    [EngineTheory]
    [InlineData("-Line nothing", "A line that matches 'nothing'")]
    [InlineData("-Port $port", "An answer at port")]
    public void A_program_that_ends_first_is_an_error_with_its_output(string awaited, string named)
    {
        var ran = _session.Run($"$job = Start-SafeProcess sh '-c' 'echo trying; echo address in use >&2; exit 4'; Wait-SafeProcess $job {awaited}; $job.Id");

        var error = ran.Error;
        Assert.Equal("EndedBeforeReady", Ran.IdOf(error));
        Assert.StartsWith(named, error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("exited with code 4", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("trying", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("address in use", error.Exception.Message, StringComparison.Ordinal);
        Assert.Single(ran.Output);
        var properties = _session.Run("$Error[0].TargetObject -eq $job; $Error[0].Exception.Result.ExitCode; $Error[0].Exception.Output.Count").AssertNoError();
        Assert.Equal(["True", "4", "2"], properties.Output.Select(item => item.ToString()));
    }

    [EngineTheory]
    [InlineData("-Line nothing")]
    [InlineData("-Port $port")]
    [InlineData("-Exit")]
    public void A_wait_that_takes_too_long_is_an_error_and_the_job_goes_on(string awaited)
    {
        var ran = _session.Run($"$job = Start-SafeProcess sleep 1000 -Environment $environment; Wait-SafeProcess $job {awaited} -Timeout 300ms");

        Assert.Equal("WaitTimedOut", Ran.IdOf(ran.Error));
        Assert.Equal("Running", _session.Run("$job.State").AssertNoError().Value.ToString());
    }

    [EngineTheory]
    [InlineData("-Line '('", "-Line is no regular expression")]
    [InlineData("-Exit -Timeout 0", "-Timeout is 00:00:00")]
    [InlineData("-Exit -Timeout 50d", "-Timeout is 50.00:00:00")]
    public void Bad_input_is_refused_by_name(string arguments, string message)
    {
        var ran = _session.Run($"Wait-SafeProcess (Start-SafeProcess true) {arguments}");

        Assert.Equal("InvalidArgument", Ran.IdOf(ran.Error));
        Assert.StartsWith(message, ran.Error.Exception.Message, StringComparison.Ordinal);
    }

    [EngineTheory]
    [InlineData("-Line nothing")]
    [InlineData("-Port $port")]
    [InlineData("-Exit")]
    public void A_wait_can_be_stopped_and_the_job_goes_on(string awaited)
    {
        _session.Run("$job = Start-SafeProcess yes -OutputLimit 10KB -Environment $environment").AssertNoError();
        var waiting = _session.Start($"Wait-SafeProcess $job {awaited}");

        Assert.True(waiting.Stop().WasStopped);

        Assert.Equal("Running", _session.Run("$job.State; Stop-Job $job").AssertNoError().Value.ToString());
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
