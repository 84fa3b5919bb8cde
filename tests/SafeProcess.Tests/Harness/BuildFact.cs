using System.Reflection;

namespace SafeProcess.Tests.Harness;

/// <summary>What the build knew and the tests need to know.</summary>
internal static class BuildFact
{
    /// <summary>The value of an <c>AssemblyMetadata</c> item of the test project.</summary>
    public static string Of(string name) =>
        typeof(BuildFact).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(pair => pair.Key == name).Value!;
}
