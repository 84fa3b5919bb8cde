using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>A result that came from a file: a <see cref="ProcessResult"/> that also says where it stood.</summary>
internal static class ImportedResult
{
    /// <summary>The result with the properties <c>Path</c> and <c>LineNumber</c>; from a job log with those of a batch too, but for the item, which such a log does not have.</summary>
    public static PSObject Of(ProcessResult result, string path, ResultLine line)
    {
        var imported = line.Logged is { } logged ? BatchResult.Of(result, logged.Index, inputObject: null, logged.Attempt, logged.ComputerName) : new PSObject(result);
        // Not checked against the members that a result has, as those of a batch.
        imported.Properties.Add(new PSNoteProperty("Path", path), preValidated: true);
        imported.Properties.Add(new PSNoteProperty("LineNumber", line.Number), preValidated: true);
        return imported;
    }
}
