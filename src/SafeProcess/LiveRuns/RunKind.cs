using System.Diagnostics.CodeAnalysis;

namespace SafeProcess.Commands;

/// <summary>What drives a run.</summary>
[SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "A single run is meant, not a number.")]
public enum RunKind
{
    /// <summary><c>Invoke-SafeProcess</c>, which waits for it.</summary>
    Single,

    /// <summary><c>Invoke-SafeProcessBatch</c>, as one of many.</summary>
    Batch,

    /// <summary>A job of <c>Start-SafeProcess</c>.</summary>
    Job,
}
