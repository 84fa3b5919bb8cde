using System.Runtime.CompilerServices;

namespace SafeProcess.Clusters.Harness;

/// <summary>A test that needs a cluster of Slurm. It is skipped, with the reason, where there can be none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SlurmFactAttribute : FactAttribute
{
    /// <summary>Marks a test.</summary>
    public SlurmFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber) => Skip = SlurmCluster.SkipReason;
}
