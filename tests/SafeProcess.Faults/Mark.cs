using SafeProcess.Core.Tests.Support;

namespace SafeProcess.Faults;

/// <summary>A variable that every descendant inherits and by which the processes of a run, or of a host, are found. The runner knows nothing of it.</summary>
internal sealed class Mark
{
    private const string Variable = "SAFEPROCESS_FAULT_MARK";

    private readonly string _value = Guid.NewGuid().ToString("N");

    public ProcessSpec On(ProcessSpec spec)
    {
        var environment = spec.Environment.ToDictionary();
        environment[Variable] = _value;
        return spec with { Environment = environment };
    }

    public void On(System.Diagnostics.ProcessStartInfo start) => start.Environment[Variable] = _value;

    /// <summary>The living processes that carry it.</summary>
    public IReadOnlyList<ProcessEntry> Alive() => ProcessTable.WithEnvironment($"{Variable}={_value}");

    /// <summary>Ends what is left when a test has failed.</summary>
    public void End()
    {
        foreach (var left in Alive())
            Native.Kill(left.Id, Native.SIGKILL);
    }
}
