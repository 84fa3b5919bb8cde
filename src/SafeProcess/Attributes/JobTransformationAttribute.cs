using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>Takes jobs of <c>Start-SafeProcess</c>, and says of other objects why they are not taken: of a job that another cmdlet started, of a run that is no job,
/// and of what merely has an id or a name.</summary>
/// <param name="verb">The verb of PowerShell's cmdlet for jobs of other kinds; null where there is none.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class JobTransformationAttribute(string? verb) : ArgumentTransformationAttribute
{
    /// <summary>The verb of PowerShell's cmdlet for jobs of other kinds; null where there is none.</summary>
    public string? Verb { get; } = verb;

    /// <summary>Whether a run, as <c>Get-SafeProcess</c> gives it, stands for its job.</summary>
    public bool FromRuns { get; set; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        LanguagePrimitives.GetEnumerable(inputData) is { } list ? list.Cast<object?>().Select(Single).ToArray() : Single(inputData);

    private object? Single(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        SafeProcessJob job => job,
        Job other => throw new ArgumentTransformationMetadataException(
            VisibleText.Line($"{other.Name} is a {other.PSJobTypeName}, no job of Start-SafeProcess.{(Verb is null ? "" : $" Use {Verb}-Job.")}")),
        LiveRun run when FromRuns => run.Job
            ?? throw new ArgumentTransformationMetadataException(
                run.Session is null ? $"{run} is no job: {JobErrors.OnlyJobs}." : $"{run} is no job of this session: {JobErrors.OnlyJobs} here."),
        // Not for what is typed, which may be meant for another parameter.
        null or string or ValueType or LiveRun => value,
        var other => throw new ArgumentTransformationMetadataException($"{other.GetType()} is neither a job of Start-SafeProcess nor a run of Get-SafeProcess."),
    };
}
