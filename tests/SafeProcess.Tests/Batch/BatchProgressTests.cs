using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests.Batch;

/// <summary>Progress where somebody looks, and none where nobody does.</summary>
public sealed class BatchProgressTests
{
    [PwshFact]
    public void At_a_terminal_one_bar_tells_of_the_batch_and_one_of_each_long_run()
    {
        using var terminal = Terminal.OpenPowerShell($"Import-Module '{Checkout.Manifest}'");

        terminal.Enter(
            "$r = 4, 0, 1 | Invoke-SafeProcessBatch sh '-c' { \"sleep $_; exit $_\" } -ThrottleLimit 3 -TotalCount 3 "
            + "-ErrorAction Ignore; 'en' + 'ded'");

        terminal.AwaitText("2 of 3 done, 1 failed, 1 running");
        terminal.AwaitText("sleep 4");
        terminal.AwaitText("ended");
        terminal.Enter("exit");
        terminal.AwaitExit();
    }

    [PwshFact]
    public void With_the_output_redirected_there_is_no_bar()
    {
        var script = $"Import-Module '{Checkout.Manifest}'; $null = 1 | Invoke-SafeProcessBatch sleep 1.5; 'ended'";

        var shown = Command.Run(Engine.ToRun(script));

        Assert.Equal("ended", shown.Trim());
    }

    [EngineFact]
    public void A_host_without_user_interface_gets_no_bar()
    {
        using var session = new Session();
        var running = session.Start("1 | Invoke-SafeProcessBatch sleep 1.5");
        var progress = running.Progress;

        running.Finish().AssertNoError();

        Assert.Empty(progress);
    }
}
