using System.Linq.Expressions;
using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>Ends the commands before a cmdlet in the pipeline, as <c>Select-Object -First</c> does: what they would still give, nobody takes.</summary>
internal static class UpstreamEnd
{
    // PowerShell has no public way; the exception is that of Select-Object since PowerShell 3.
    private static readonly Func<Cmdlet, Exception>? _exception = FindException();

    /// <summary>Ends them: does not return, and the cmdlet's EndProcessing does not come. On the pipeline thread, out of ProcessRecord. Returns where this
    /// PowerShell cannot do it; the input is dropped then.</summary>
    public static void Request(Cmdlet cmdlet)
    {
        if (_exception is not null)
            throw _exception(cmdlet);
    }

    private static Func<Cmdlet, Exception>? FindException()
    {
        var type = typeof(Cmdlet).Assembly.GetType("System.Management.Automation.StopUpstreamCommandsException");
        if (type?.GetConstructors() is not [var constructor] || constructor.GetParameters() is not [var parameter])
            return null;
        var cmdlet = Expression.Parameter(typeof(Cmdlet));
        return Expression.Lambda<Func<Cmdlet, Exception>>(Expression.New(constructor, Expression.Convert(cmdlet, parameter.ParameterType)), cmdlet).Compile();
    }
}
