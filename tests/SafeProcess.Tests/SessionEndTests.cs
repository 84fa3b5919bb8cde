using System.Diagnostics;
using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests;

/// <summary>A <c>pwsh</c> that ends while a program runs.</summary>
public sealed class SessionEndTests : IDisposable
{
    private const string Program = "echo ready; sleep 1000 & setsid sleep 1000 & wait";

    private readonly MarkedTree _tree = new();

    public void Dispose() => _tree.Kill();

    [PwshFact]
    public void Exit_from_the_middle_of_a_pipeline_ends_the_tree()
    {
        using var pwsh = Start("| ForEach-Object { exit 3 }");

        Assert.True(pwsh.WaitForExit(Eventually.Bound), "pwsh does not end");

        Assert.Equal(3, pwsh.ExitCode);
        _tree.AssertGone();
    }

    [PwshTheory]
    [InlineData("TERM")]
    [InlineData("HUP")]
    [InlineData("INT")]
    public void A_signal_that_ends_pwsh_ends_the_tree_first(string signal)
    {
        using var pwsh = Start("");
        Eventually.True(() => _tree.Alive().Count == 3, "the program and its descendants run");

        Command.Run("sh", "-c", $"kill -{signal} {pwsh.Id}");
        Assert.True(pwsh.WaitForExit(Eventually.Bound), "pwsh does not end");

        _tree.AssertGone();
    }

    private Process Start(string reader)
    {
        var script = $$"""
            Import-Module '{{Checkout.Manifest}}'
            Invoke-SafeProcess sh '-c' '{{Program}}' -As Line -Environment @{ {{MarkedTree.Variable}} = '{{_tree.Value}}' } {{reader}}
            """;
        var start = DefaultSignals.For(Engine.ToRun(script));
        start.RedirectStandardInput = start.RedirectStandardOutput = true;
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }
}
