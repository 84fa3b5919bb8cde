using SafeProcess.Tests.Harness;
using Xunit.v3;

[assembly: TestPipelineStartup(typeof(EngineReport))]

namespace SafeProcess.Tests.Harness;

/// <summary>Says at the start of a test run which PowerShell and which Pester it uses.</summary>
public sealed class EngineReport : ITestPipelineStartup
{
    /// <inheritdoc/>
    public ValueTask StartAsync(Xunit.Sdk.IMessageSink diagnosticMessageSink)
    {
        diagnosticMessageSink.OnMessage(new DiagnosticMessage($"The tests use {Engine.Description}, and Pester {string.Join(" and ", Pester.Versions)}."));
        return default;
    }

    /// <inheritdoc/>
    public ValueTask StopAsync() => default;
}
