using System.Collections.ObjectModel;
using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>Values that a script block gives for each item, with the item as <c>$_</c>. On the pipeline thread.</summary>
internal static class ItemScript
{
    /// <summary>The value of a parameter for an item: what its script block gives, or the value itself.</summary>
    /// <returns>Null for a script block that gives nothing, an array for one that gives several things.</returns>
    /// <exception cref="ItemScriptException">The script block failed.</exception>
    public static object? Evaluate(string parameter, object? value, object? item)
    {
        if (Unwrap(value) is not ScriptBlock script)
            return value;
        var given = Run(parameter, script, item);
        return given.Count switch
        {
            0 => null,
            1 => given[0],
            _ => given.ToArray(),
        };
    }

    /// <summary>A list whose script blocks are replaced by what they give.</summary>
    /// <exception cref="ItemScriptException">A script block failed.</exception>
    public static object? EvaluateList(string parameter, object? value, object? item)
    {
        if (Unwrap(value) is ScriptBlock || value is string || LanguagePrimitives.GetEnumerable(value) is not { } elements)
            return Evaluate(parameter, value, item);
        var list = new List<object?>();
        foreach (var element in elements)
        {
            if (Unwrap(element) is ScriptBlock script)
                list.AddRange(Run(parameter, script, item));
            else
                list.Add(element);
        }

        return list;
    }

    /// <summary>What a script block gives.</summary>
    /// <exception cref="ItemScriptException">The script block failed.</exception>
    public static Collection<PSObject> Run(string parameter, ScriptBlock script, object? item)
    {
        try
        {
            return script.InvokeWithContext(null, [new PSVariable("_", item)]);
        }
        catch (PipelineStoppedException)
        {
            throw;
        }
        catch (RuntimeException failure)
        {
            throw new ItemScriptException(parameter, failure);
        }
    }

    /// <summary>Whether a value is to be had by running a script block.</summary>
    public static bool IsScript(object? value) => Unwrap(value) is ScriptBlock;

    /// <summary>An object without PowerShell's wrapping.</summary>
    public static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
