using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>A result as a batch gives it: a <see cref="ProcessResult"/> that also says for which item it is.</summary>
internal static class BatchResult
{
    // PowerShell's way to give some objects of a type a view of their own.
    private const string TypeName = "SafeProcess.ProcessResult#Batch";

    // Of one that ran on another machine.
    private const string SessionTypeName = "SafeProcess.ProcessResult#SessionBatch";

    /// <summary>The result with the properties <c>Index</c>, <c>InputObject</c> and <c>Attempt</c>, and <c>PSComputerName</c> when it ran elsewhere.</summary>
    public static PSObject Of(ProcessResult result, BatchEnd end) => Of(result, end.Item.Index, end.Item.ShownObject, end.Attempt, end.ComputerName);

    /// <inheritdoc cref="Of(ProcessResult, BatchEnd)"/>
    public static PSObject Of(ProcessResult result, long index, object? inputObject, int attempt, string? computerName)
    {
        var wrapped = new PSObject(result);
        wrapped.TypeNames.Insert(0, TypeName);
        // Not checked against the members that a result has: it has none of these names, and the search for each is what this costs.
        wrapped.Properties.Add(new PSNoteProperty("Index", index), preValidated: true);
        wrapped.Properties.Add(new PSNoteProperty("InputObject", inputObject), preValidated: true);
        wrapped.Properties.Add(new PSNoteProperty("Attempt", attempt), preValidated: true);
        if (computerName is null)
            return wrapped;
        wrapped.TypeNames.Insert(0, SessionTypeName);
        wrapped.Properties.Add(new PSNoteProperty("PSComputerName", computerName), preValidated: true);
        return wrapped;
    }
}
