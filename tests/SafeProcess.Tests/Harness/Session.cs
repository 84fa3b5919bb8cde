using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace SafeProcess.Tests.Harness;

/// <summary>A PowerShell session in this process, with the module imported and nobody at the keyboard.</summary>
internal sealed class Session : IDisposable
{
    private static readonly Lazy<bool> _firstOpened = new(OpenFirst);

    private readonly Runspace _runspace;

    /// <summary>What it runs in.</summary>
    public Runspace Runspace => _runspace;

    public Session()
    {
        _ = _firstOpened.Value;
        _runspace = RunspaceFactory.CreateRunspace(new UnattendedHost(), InitialSessionState.CreateDefault2());
        _runspace.Open();
        this["checkout"] = Checkout.Root;
        this["manifest"] = Checkout.Manifest;
        Run("Import-Module $manifest").AssertNoError();
    }

    /// <summary>A variable of the session.</summary>
    public object? this[string name]
    {
        get => _runspace.SessionStateProxy.GetVariable(name);
        set => _runspace.SessionStateProxy.SetVariable(name, value);
    }

    /// <summary>Runs a script to its end.</summary>
    public Ran Run(string script) => Start(script).Finish();

    /// <summary>Starts a script.</summary>
    public Running Start(string script)
    {
        var shell = PowerShell.Create();
        shell.Runspace = _runspace;
        shell.AddScript(script);
        return new Running(shell);
    }

    public void Dispose() => _runspace.Dispose();

    /// <summary>PowerShell learns its own commands with the first session of a process. One that is opened at the same time may lack some.</summary>
    private static bool OpenFirst()
    {
        using var first = RunspaceFactory.CreateRunspace(new UnattendedHost(), InitialSessionState.CreateDefault2());
        first.Open();
        return true;
    }
}
