using System.Runtime.CompilerServices;

namespace SafeProcess.Remoting.Harness;

/// <summary>A test that needs hosts to reach over SSH. It is skipped, with the reason, where there can be none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SshFactAttribute : FactAttribute
{
    /// <summary>Marks a test.</summary>
    public SshFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber) => Skip = SshHosts.SkipReason;
}

/// <summary>A theory that needs hosts to reach over SSH. It is skipped, with the reason, where there can be none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SshTheoryAttribute : TheoryAttribute
{
    /// <summary>Marks a theory.</summary>
    public SshTheoryAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber) => Skip = SshHosts.SkipReason;
}

/// <summary>A test that needs a host whose network can be taken away. It is skipped, with the reason, where there can be none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CableFactAttribute : FactAttribute
{
    /// <summary>Marks a test.</summary>
    public CableFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber) => Skip = Cable.SkipReason;
}
