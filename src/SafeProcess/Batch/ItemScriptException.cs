using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>A script block that was to give a parameter's value for one item failed; nothing was run for that item.</summary>
public sealed class ItemScriptException : Exception
{
    internal ItemScriptException(string parameter, RuntimeException failure)
        : base(VisibleText.Lines($"The script block of -{parameter} failed: {failure.Message}"), failure)
    {
    }
}
