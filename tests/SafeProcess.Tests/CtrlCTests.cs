using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests;

/// <summary>Ctrl+C at a real prompt.</summary>
public sealed class CtrlCTests : IDisposable
{
    private readonly MarkedTree _tree = new();

    public void Dispose() => _tree.Kill();

    [PwshTheory]
    [InlineData("sleep 1000", "", 1)]
    [InlineData("trap \"\" INT TERM; sleep 1000 & setsid sleep 1000 & wait", "-GracePeriod 500ms", 3)]
    [InlineData("yes", "-As Line", 1)]
    public void Ctrl_C_at_the_prompt_ends_the_tree_and_gives_the_prompt_back(string program, string parameters, int processes)
    {
        using var terminal = Terminal.OpenPowerShell($"Import-Module '{Checkout.Manifest}'");

        terminal.Enter(
            $"Invoke-SafeProcess sh '-c' '{program}' {parameters} -Environment @{{ {MarkedTree.Variable} = '{_tree.Value}' }}");
        Eventually.True(() => _tree.Alive().Count >= processes, "the program and its descendants run");
        terminal.PressCtrlC();

        terminal.AwaitText("PS ");
        terminal.Enter("'still ' + 'here'");
        terminal.AwaitText("still here");
        _tree.AssertGone();
        terminal.Enter("exit 7");
        Assert.Equal(7, terminal.AwaitExit());
    }
}
