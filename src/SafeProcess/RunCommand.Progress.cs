using System.Management.Automation;

namespace SafeProcess.Commands;

/// <content>Whether somebody looks.</content>
public abstract partial class RunCommand
{
    // Nothing where nobody looks: a host without a screen, or a console whose output goes to a file.
    private protected bool ShowsProgress() =>
        GetVariableValue("ProgressPreference") is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore)
        && !(Host.Name == "ConsoleHost" && Console.IsOutputRedirected)
        && HasScreen();

    private bool HasScreen()
    {
        try
        {
            // PowerShell gives every host a user interface; only its size tells whether there is anything behind it.
            return Host.UI.RawUI.WindowSize.Width > 0;
        }
        catch (Exception e) when (e is RuntimeException or NotImplementedException or NotSupportedException or IOException)
        {
            return false;
        }
    }
}
