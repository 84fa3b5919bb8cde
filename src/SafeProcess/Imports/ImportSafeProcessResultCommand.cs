using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>
/// <para type="synopsis">Reads results back from files.</para>
/// </summary>
[Cmdlet(VerbsData.Import, "SafeProcessResult", DefaultParameterSetName = PathSet, HelpUri = HelpPages.Address + "Import-SafeProcessResult.md")]
[OutputType(typeof(ProcessResult))]
[SuppressMessage("Performance", "CA1819:Properties should not return arrays", Justification = "PowerShell binds lists to arrays.")]
public sealed class ImportSafeProcessResultCommand : PSCmdlet
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    /// <summary>The files; wildcards are permitted.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = PathSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The files, whatever characters their names have.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralPathSet)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var isLiteral = ParameterSetName == LiteralPathSet;
        foreach (var path in isLiteral ? LiteralPath : Path)
        {
            try
            {
                var files = isLiteral ? Existing(PathResolver.Resolve(this, nameof(LiteralPath), path)) : PathResolver.ResolveAll(this, nameof(Path), path);
                if (files.Count == 0)
                    WriteError(ImportErrors.PathNotFound(path));
                foreach (var file in files)
                    Import(file);
            }
            catch (InvalidParameterException invalid)
            {
                WriteError(RunErrors.For(invalid));
            }
        }
    }

    private static IReadOnlyList<string> Existing(string path) => System.IO.Path.Exists(path) ? [path] : [];

    private void Import(string path)
    {
        try
        {
            foreach (var line in ResultFile.Read(path))
            {
                if (line.Result is { } result)
                    WriteObject(ImportedResult.Of(result, path, line));
                else
                    WriteError(ImportErrors.For(path, line));
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            WriteError(ImportErrors.FileNotReadable(path, failure));
        }
    }
}
