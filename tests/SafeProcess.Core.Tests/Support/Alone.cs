namespace SafeProcess.Core.Tests.Support;

/// <summary>Tests that look at the whole process run while no other does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
