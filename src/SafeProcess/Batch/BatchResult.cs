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
    public static PSObject Of(ProcessResult result, BatchEnd end)
    {
        var wrapped = new PSObject(result);
        wrapped.TypeNames.Insert(0, TypeName);
        // Not checked against the members that a result has: it has none of these names, and the search for each is what this costs.
        wrapped.Properties.Add(new PSNoteProperty("Index", end.Item.Index), preValidated: true);
        wrapped.Properties.Add(new PSNoteProperty("InputObject", end.Item.ShownObject), preValidated: true);
        wrapped.Properties.Add(new PSNoteProperty("Attempt", end.Attempt), preValidated: true);
        if (end.ComputerName is null)
            return wrapped;
        wrapped.TypeNames.Insert(0, SessionTypeName);
        wrapped.Properties.Add(new PSNoteProperty("PSComputerName", end.ComputerName), preValidated: true);
        return wrapped;
    }
}
