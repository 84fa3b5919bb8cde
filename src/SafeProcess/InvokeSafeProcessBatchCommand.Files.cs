using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;

namespace SafeProcess.Commands;

/// <content>The files that items which are run in sessions bring along and send back.</content>
[SuppressMessage("Performance", "CA1819:Properties should not return arrays", Justification = "PowerShell binds lists to arrays.")]
public sealed partial class InvokeSafeProcessBatchCommand
{
    private ItemFilesReader? _files;

    /// <summary>What is copied into a folder of its own for each item before it is run: files and folders of this machine, or script blocks that give them.</summary>
    [Parameter(ParameterSetName = SessionSet)]
    [Parameter(ParameterSetName = HostSet)]
    [Parameter(ParameterSetName = ConnectionSet)]
    [Parameter(ParameterSetName = ComputerSet)]
    public object[]? CopyTo { get; set; }

    /// <summary>What comes back from that folder after the program has ended: names in it, or script blocks that give them.</summary>
    [Parameter(ParameterSetName = SessionSet)]
    [Parameter(ParameterSetName = HostSet)]
    [Parameter(ParameterSetName = ConnectionSet)]
    [Parameter(ParameterSetName = ComputerSet)]
    public object[]? ReturnFile { get; set; }

    /// <summary>Refuses what is wrong for every item before the first one is run.</summary>
    /// <exception cref="InvalidParameterException">A value cannot be used.</exception>
    private void CheckFiles()
    {
        if (CopyTo is null && ReturnFile is null)
            return;
        if (WorkingDirectory is not null)
            throw HasDirectory();
        ItemFilesReader.Check(this, CopyTo, ReturnFile);
        _files = new ItemFilesReader(this);
    }

    /// <exception cref="InvalidParameterException">A value cannot be used.</exception>
    /// <exception cref="ItemScriptException">A script block failed.</exception>
    private ItemFiles? ReadFiles(object? item, string? directory)
    {
        if (_files is null)
            return null;
        return directory is null
            ? _files.Read(ItemScript.EvaluateList(nameof(CopyTo), CopyTo, item), ItemScript.EvaluateList(nameof(ReturnFile), ReturnFile, item))
            : throw HasDirectory();
    }

    private static InvalidParameterException HasDirectory() =>
        new(nameof(WorkingDirectory), "cannot be used with -CopyTo or -ReturnFile, with which the program of each item starts in a folder of its own");
}
