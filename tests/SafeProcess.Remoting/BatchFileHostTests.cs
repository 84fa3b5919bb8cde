using System.Text.RegularExpressions;
using SafeProcess.Remoting.Harness;

namespace SafeProcess.Remoting;

/// <summary>Files of items that are run on hosts over SSH.</summary>
public sealed class BatchFileHostTests(OwnHosts own) : IClassFixture<OwnHosts>
{
    private readonly SshHosts _hosts = own.Hosts;

    [SshFact]
    public void An_item_whose_connection_is_cut_is_run_elsewhere_with_its_files_and_nothing_is_left_there()
    {
        using var here = new TemporaryFolder();
        using var client = new Client(_hosts);
        client["here"] = here.Path;
        var bytes = new byte[300_000];
        new Random(1).NextBytes(bytes);
        File.WriteAllBytes(here["in"], bytes);

        // What the first host runs goes on until its connection is cut.
        var running = client.Start("""
            Set-Location $here
            1..8 | Invoke-SafeProcessBatch {
                sh -c 'case "$SSH_CONNECTION" in *" 127.0.0.1 "*) pwd > "$0/started"; sleep 1000;; *) cp in "out$1";; esac' $here $_
            } -HostName $names[0, 1] @ssh -ThrottleLimit 1 -CopyTo in -ReturnFile { "out$_" } -GracePeriod 1 -WarningVariable warned -WarningAction SilentlyContinue
            "$warned"
            """);
        Eventually.True(() => File.Exists(here["started"]), "the first host runs an item");
        Assert.NotEmpty(LeftThere());
        ProcessTree.Kill(id => _hosts.IsSshTo(_hosts.Servers[0].Address, id), ProcessTree.Of(Environment.ProcessId));
        var ran = running.Finish().AssertNoError();

        Assert.Equal(9, ran.Output.Count);
        Assert.Contains("was lost", (string)ran.Output[^1].BaseObject, StringComparison.Ordinal);
        Assert.All(Enumerable.Range(1, 8), item => Assert.Equal(bytes, File.ReadAllBytes(here[$"out{item}"])));
        Eventually.True(() => !LeftThere().Any(), "no folder of an item is left");
    }

    [SshFact]
    public void A_PowerShell_that_is_ended_there_removes_the_folders_of_what_ran_and_of_what_waited()
    {
        using var here = new TemporaryFolder();
        using var client = new Client(_hosts);
        client["here"] = here.Path;
        here.Write("in", "x");

        var ran = client.Run("""
            Set-Location $here
            1..2 | Invoke-SafeProcessBatch { sh -c 'pwd > "$0/started"; kill -TERM $PPID; sleep 1000' $here } -HostName $names[2] @ssh -ThrottleLimit 1 -CopyTo in -GracePeriod 1 -WarningAction SilentlyContinue
            """);

        Assert.NotEmpty(ran.Errors);
        Assert.StartsWith(_hosts.Temporary, File.ReadAllText(here["started"]), StringComparison.Ordinal);
        Eventually.True(() => !LeftThere().Any(), "no folder of an item is left");
    }

    [SshTheory]
    [InlineData("Bring files along", "a.txt.gz b.txt.gz c.txt.gz")]
    [InlineData("Bring a program", "7 14 21")]
    public void The_examples_of_the_help_do_what_they_say(string title, string last)
    {
        using var here = new TemporaryFolder();
        using var client = new Client(_hosts);
        client["here"] = here.Path;
        var page = File.ReadAllText(Path.Combine(Checkout.Root, "docs", "en-US", "Invoke-SafeProcessBatch.md"));
        var script = Regex.Match(page, $@"### Example \d+: {title}.*?```powershell elsewhere\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
        Assert.Contains("-HostName alpha, beta", script, StringComparison.Ordinal);

        var ran = client.Run($"Set-Location $here\n{script.Replace("-HostName alpha, beta", "-HostName $names[0, 1] @ssh", StringComparison.Ordinal)}").AssertNoError();

        Assert.Equal(last, string.Join(' ', ran.Output.TakeLast(3).Select(static told => told.BaseObject)));
        Assert.Empty(LeftThere());
    }

    private IEnumerable<string> LeftThere() => Directory.EnumerateFileSystemEntries(_hosts.Temporary, "safeprocess-*");
}
