using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests;

/// <summary>The bar of a single run that takes long, where somebody looks.</summary>
public sealed class RunProgressTests
{
    [PwshFact]
    public void At_a_terminal_a_bar_tells_of_a_run_that_takes_long()
    {
        using var terminal = Terminal.OpenPowerShell($"Import-Module '{Checkout.Manifest}'");

        terminal.Enter("$r = Invoke-SafeProcess { sh -c 'echo \"half of it is done\"; sleep 1000 & wait' } -Timeout 1h -IdleTimeout 6s -GracePeriod 0 -ErrorAction Ignore; 'en' + 'ded'");

        terminal.AwaitText("of 1:00:00, 2 processes: half of it is done");
        terminal.AwaitText("ended");
        terminal.Enter("exit");
        terminal.AwaitExit();
    }

    [EngineTheory]
    [InlineData("")]
    [InlineData("$ProgressPreference = 'SilentlyContinue';")]
    public void A_host_without_user_interface_gets_no_bar(string before)
    {
        using var session = new Session();
        var running = session.Start($"{before} Invoke-SafeProcess {{ sleep 2.5 }}");
        var progress = running.Progress;

        running.Finish().AssertNoError();

        Assert.Empty(progress);
    }
}
