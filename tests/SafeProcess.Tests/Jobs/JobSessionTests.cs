using System.Diagnostics;
using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests.Jobs;

/// <summary>Jobs in a real <c>pwsh</c>: its end, and Ctrl+C at its prompt.</summary>
public sealed class JobSessionTests : IDisposable
{
    private readonly MarkedTree _tree = new();

    public void Dispose() => _tree.Kill();

    private string Start =>
        $"Import-Module '{Checkout.Manifest}'; $jobs = 1..2 | ForEach-Object {{ Start-SafeProcess sh '-c' 'sleep 1000 & setsid sleep 1000 & wait' "
        + $"-Environment @{{ {MarkedTree.Variable} = '{_tree.Value}' }} }}";

    [PwshTheory]
    [InlineData("")]
    [InlineData("; exit 3")]
    [InlineData("; throw 'enough'")]
    public void A_session_that_ends_ends_the_trees_of_its_jobs(string end)
    {
        using var pwsh = Run(Start + "; while (@(Get-SafeProcess | ForEach-Object Tree).Count -lt 6) { }" + end);

        Assert.True(pwsh.WaitForExit(Eventually.Bound), "pwsh does not end");

        _tree.AssertGone();
    }

    [PwshTheory]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public void A_signal_that_ends_the_session_ends_the_trees_of_its_jobs_first(string signal)
    {
        using var pwsh = Run(Start + "; Start-Sleep 1000");
        Eventually.True(() => _tree.Alive().Count == 6, "the programs and their descendants run");

        Command.Run("sh", "-c", $"kill -{signal} {pwsh.Id}");
        Assert.True(pwsh.WaitForExit(Eventually.Bound), "pwsh does not end");

        _tree.AssertGone();
    }

    [PwshTheory]
    [InlineData("Wait-SafeProcess $jobs -Line nothing")]
    [InlineData(", [byte[]]::new(4MB) | Send-SafeProcessInput $jobs[0]")]
    public void Ctrl_C_ends_the_wait_and_not_the_jobs(string wait)
    {
        using var terminal = Terminal.OpenPowerShell(Start);

        terminal.Enter($"'wait' + 'ing'; {wait}");
        terminal.AwaitText("waiting");
        terminal.PressCtrlC();

        terminal.AwaitText("PS ");
        terminal.Enter("\"jobs: $($jobs.State)\"");
        terminal.AwaitText("jobs: Running Running");
        terminal.Enter("exit 7");
        Assert.Equal(7, terminal.AwaitExit());
        _tree.AssertGone();
    }

    private static Process Run(string script)
    {
        var start = DefaultSignals.For(Engine.ToRun(script));
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
