using System.Management.Automation;
using System.Reflection;

namespace SafeProcess.Commands;

/// <summary>Who takes what a cmdlet emits.</summary>
internal static class DownstreamReader
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>Whether the next command of the pipeline is a program that PowerShell runs: it is given text, so a result would come as its table. PowerShell has no
    /// public way to ask; where the one it has is missing, the answer is no.</summary>
    public static bool IsProgram(PSCmdlet cmdlet)
    {
        if (cmdlet.MyInvocation.PipelinePosition >= cmdlet.MyInvocation.PipelineLength)
            return false;
        var output = cmdlet.CommandRuntime.GetType().GetProperty("OutputPipe", Any)?.GetValue(cmdlet.CommandRuntime);
        var reader = output?.GetType().GetProperty("DownstreamCmdlet", Any)?.GetValue(output);
        return reader?.GetType().Name == "NativeCommandProcessor";
    }
}
