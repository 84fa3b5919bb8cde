using System.Runtime.InteropServices;
using SafeProcess.Platform.Unix;

namespace SafeProcess.Platform;

/// <summary>Finds the launcher of the system the host runs on.</summary>
internal static class PlatformLauncher
{
    public static ILauncher Current { get; } = OperatingSystem.IsLinux() && Environment.Is64BitProcess ? new LinuxLauncher() : new UnsupportedLauncher();

    private sealed class UnsupportedLauncher : ILauncher
    {
        public IChild Launch(ProcessSpec spec, string runId) => throw new StartException(
            StartFailure.PlatformNotSupported, spec.FilePath,
            $"'{spec.FilePath}' was not started: SafeProcess does not support {RuntimeInformation.OSDescription} ({RuntimeInformation.ProcessArchitecture}) yet; it runs on 64-bit Linux.");
    }
}
