using System.Collections.ObjectModel;

namespace SafeProcess;

/// <summary>A list of a result, or of what else a run tells. It cannot be changed, and its text is that of its items, for whatever has one cell for it:
/// <c>Export-Csv</c>, <c>ConvertTo-Html</c>.</summary>
/// <typeparam name="T">What is in it.</typeparam>
public sealed class ResultList<T> : ReadOnlyCollection<T>
{
    /// <summary>A list of these items, which are copied.</summary>
    public ResultList(IEnumerable<T> items)
        : base([.. items])
    {
    }

    /// <summary>The items: texts with a blank between two, as PowerShell writes them in a string, anything else with a comma.</summary>
    public override string ToString() => string.Join(typeof(T) == typeof(string) ? " " : ", ", Items);
}
