using System.Globalization;
using System.Management.Automation.Host;

namespace SafeProcess.Tests.Harness;

/// <summary>A host as automation services have: no console and no user interface.</summary>
internal sealed class UnattendedHost : PSHost
{
    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override string Name => "Unattended";

    public override Version Version { get; } = new(1, 0);

    public override PSHostUserInterface? UI => null;

    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;

    public override void EnterNestedPrompt() => throw new NotSupportedException("Nobody is there to answer a prompt.");

    public override void ExitNestedPrompt() => throw new NotSupportedException("Nobody is there to answer a prompt.");

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }

    public override void SetShouldExit(int exitCode)
    {
    }
}
