using System.Management.Automation;

namespace SafeProcess.Tests.Harness;

/// <summary>What a script did.</summary>
/// <param name="Output">What it emitted.</param>
/// <param name="Errors">Its non-terminating errors.</param>
/// <param name="Thrown">What ended it, when something was thrown.</param>
/// <param name="WasStopped">It was stopped before its end.</param>
/// <param name="Information">Its information stream.</param>
/// <param name="Verbose">Its verbose stream.</param>
/// <param name="Warnings">Its warning stream.</param>
internal sealed record Ran(
    IReadOnlyList<PSObject> Output,
    IReadOnlyList<ErrorRecord> Errors,
    RuntimeException? Thrown,
    bool WasStopped,
    IReadOnlyList<InformationRecord> Information,
    IReadOnlyList<string> Verbose,
    IReadOnlyList<string> Warnings)
{
    /// <summary>The one result it emitted.</summary>
    public ProcessResult Result => Assert.IsType<ProcessResult>(Assert.Single(Output).BaseObject);

    /// <summary>The one thing it emitted.</summary>
    public object Value => Assert.Single(Output).BaseObject;

    /// <summary>All it emitted, as strings.</summary>
    public IEnumerable<string> Strings => Output.Select(item => Assert.IsType<string>(item.BaseObject));

    /// <summary>The one error, be it one that ended the script or not.</summary>
    public ErrorRecord Error
    {
        get
        {
            if (Thrown is null)
                return Assert.Single(Errors);
            Assert.Empty(Errors);
            return Thrown.ErrorRecord;
        }
    }

    /// <summary>The id of an error as the module gave it, without the command that PowerShell adds.</summary>
    public static string IdOf(ErrorRecord error) => error.FullyQualifiedErrorId.Split(',')[0];

    public Ran AssertNoError()
    {
        if (Errors.Any())
            Assert.Fail(string.Join('\n', Errors.Select(error => $"{error} ({error.Exception})")));
        if (Thrown is not null)
            Assert.Fail(Thrown.ToString());
        return this;
    }
}
