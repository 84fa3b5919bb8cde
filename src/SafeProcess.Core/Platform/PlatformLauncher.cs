using System.Runtime.InteropServices;
using SafeProcess.Platform.Linux.Launch;
using SafeProcess.Platform.Mac.Launch;
using SafeProcess.Platform.Windows.Launch;

namespace SafeProcess.Platform;

/// <summary>Finds the launcher of the system the host runs on.</summary>
internal static class PlatformLauncher
{
    public static ILauncher Current { get; } =
        !Environment.Is64BitProcess ? new UnsupportedLauncher()
        : OperatingSystem.IsLinux() ? new LinuxLauncher()
        : OperatingSystem.IsWindows() ? new WindowsLauncher()
        : OperatingSystem.IsMacOS() ? new MacLauncher()
        : new UnsupportedLauncher();

    private sealed class UnsupportedLauncher : ILauncher
    {
        public IChild Launch(ProcessSpec spec, string runId) => throw new StartException(
            StartFailure.PlatformNotSupported, spec.FilePath,
            $"'{spec.FilePath}' was not started: SafeProcess does not support {RuntimeInformation.OSDescription} ({RuntimeInformation.ProcessArchitecture}) yet; it runs on 64-bit Linux, Windows and macOS.");
    }
}
