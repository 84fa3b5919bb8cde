using System.Management.Automation;
using System.Text;

namespace SafeProcess.Commands;

/// <summary>A value of a parameter as it goes to another session.</summary>
internal static class SentValue
{
    /// <summary>The value as one of the few types that PowerShell sends as they are. What it would send as a bag of properties becomes the text that the parameter takes.</summary>
    public static object? Of(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        SwitchParameter given => given.IsPresent,
        Encoding encoding => encoding.WebName,
        (Enum or TerminalSize) and var named => named.ToString(),
        var other => other,
    };
}
