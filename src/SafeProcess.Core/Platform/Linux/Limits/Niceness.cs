using System.Diagnostics;
using System.Runtime.InteropServices;
using SafeProcess.Platform.Linux.Native;
using SafeProcess.Platform.Unix.Launch;

namespace SafeProcess.Platform.Linux.Limits;

/// <summary>The nice value that stands for a priority (<c>setpriority(2)</c>); every child inherits it. The numbers are those of
/// <see cref="Process.PriorityClass"/> in .NET.</summary>
internal sealed class Niceness
{
    private readonly ProcessSpec _spec;
    private readonly int _value;

    private Niceness(ProcessSpec spec, int value) => (_spec, _value) = (spec, value);

    /// <returns>Null for a spec that asks for none.</returns>
    public static Niceness? Of(ProcessSpec spec) => spec.Priority switch
    {
        null => null,
        ProcessPriorityClass.Idle => new(spec, 19),
        ProcessPriorityClass.BelowNormal => new(spec, 10),
        ProcessPriorityClass.AboveNormal => new(spec, -6),
        ProcessPriorityClass.High => new(spec, -11),
        ProcessPriorityClass.RealTime => new(spec, -19),
        _ => new(spec, 0),
    };

    /// <summary>Sets it for a child of the host's.</summary>
    /// <exception cref="StartException">This user may not.</exception>
    public void Apply(int processId)
    {
        const int OfProcess = 0;
        if (LinuxLibC.SetPriority(OfProcess, processId, _value) == 0)
            return;
        var error = Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());
        throw LaunchFailure.NotEnforceable(
            _spec, nameof(_spec.Priority), $"a nice value of {_value} is lower than this user may set (RLIMIT_NICE in getrlimit(2)): {error}");
    }
}
