using System.Collections.Concurrent;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Reflection;

namespace SafeProcess.Commands;

/// <summary>The call of a cmdlet as it stands in the caller's text. PowerShell's binder has lost by then what programs need: commas, colons,
/// <c>--</c>, and which of the words stood behind the program.</summary>
internal static class TypedStatement
{
    private const int MostKept = 1024;

    // PowerShell has it since 7.4; the reference assembly is older.
    private static readonly Func<InvocationInfo, string?>? _statement =
        typeof(InvocationInfo).GetProperty("Statement", BindingFlags.Public | BindingFlags.Instance)?.GetMethod?.CreateDelegate<Func<InvocationInfo, string?>>();

    private static readonly ConcurrentDictionary<string, CommandAst?> _read = new();

    /// <summary>The call; null where there is no text, as for a call by a program.</summary>
    public static CommandAst? Of(InvocationInfo invocation)
    {
        var text = _statement?.Invoke(invocation);
        if (string.IsNullOrEmpty(text))
            return null;
        // A host that makes up statements without end must not fill its memory with them.
        if (_read.Count >= MostKept)
            _read.Clear();
        return _read.GetOrAdd(text, Read);
    }

    private static CommandAst? Read(string text) =>
        Parser.ParseInput(text, out _, out _).EndBlock?.Statements is [PipelineAst { PipelineElements: [CommandAst command] }] ? command : null;
}
