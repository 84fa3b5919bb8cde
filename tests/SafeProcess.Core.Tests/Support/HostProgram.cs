namespace SafeProcess.Core.Tests.Hosts;

/// <summary>The test program itself as a program to run. What it then does, <c>Hosts/HostProgram.cs</c> of each test project says.</summary>
internal static partial class HostProgram
{
    public const string Switch = "--host";

    public static string FilePath { get; } = Path.Combine(
        AppContext.BaseDirectory, typeof(HostProgram).Assembly.GetName().Name! + (OperatingSystem.IsWindows() ? ".exe" : ""));

    /// <summary>A spec that runs such a host.</summary>
    public static ProcessSpec Spec(string host, params string[] arguments) => new(FilePath, [Switch, host, .. arguments]);
}
