using System.Runtime.CompilerServices;

namespace SafeProcess.Tests.Harness;

/// <summary>A test that needs a PowerShell engine in this process. It is skipped, with the reason, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EngineFactAttribute : FactAttribute
{
    /// <summary>Marks a test.</summary>
    public EngineFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber) => Skip = Engine.SkipReason;
}

/// <summary>A theory that needs a PowerShell engine in this process. It is skipped, with the reason, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EngineTheoryAttribute : TheoryAttribute
{
    /// <summary>Marks a theory.</summary>
    public EngineTheoryAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber) => Skip = Engine.SkipReason;
}

/// <summary>A test that needs the <c>pwsh</c> program. It is skipped, with the reason, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PwshFactAttribute : FactAttribute
{
    /// <summary>Marks a test.</summary>
    public PwshFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber) => Skip = Engine.ProgramSkipReason;
}

/// <summary>A theory that needs the <c>pwsh</c> program. It is skipped, with the reason, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PwshTheoryAttribute : TheoryAttribute
{
    /// <summary>Marks a theory.</summary>
    public PwshTheoryAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber) => Skip = Engine.ProgramSkipReason;
}
