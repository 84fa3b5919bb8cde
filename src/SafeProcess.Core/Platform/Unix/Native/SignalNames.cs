using System.Globalization;

namespace SafeProcess.Platform.Unix.Native;

/// <summary>The names of signal(7) for Linux on x86 and ARM, and of macOS (<c>signal.h</c>).</summary>
internal static class SignalNames
{
    public const int SIGKILL = 9;
    public const int SIGXCPU = 24;

    public static int SIGCHLD => OperatingSystem.IsMacOS() ? 20 : 17;

    private const int FirstRealTime = 34;

    private static readonly string[] _namesOfLinux =
    [
        "", "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1", "SIGSEGV", "SIGUSR2",
        "SIGPIPE", "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG",
        "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO", "SIGPWR", "SIGSYS",
    ];

    private static readonly string[] _namesOfMac =
    [
        "", "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGEMT", "SIGFPE", "SIGKILL", "SIGBUS", "SIGSEGV", "SIGSYS",
        "SIGPIPE", "SIGALRM", "SIGTERM", "SIGURG", "SIGSTOP", "SIGTSTP", "SIGCONT", "SIGCHLD", "SIGTTIN", "SIGTTOU", "SIGIO",
        "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGINFO", "SIGUSR1", "SIGUSR2",
    ];

    public static int SIGCONT => OperatingSystem.IsMacOS() ? 19 : 18;

    public static string Of(int signal) => OperatingSystem.IsMacOS() ? OfMac(signal) : OfLinux(signal);

    internal static string OfMac(int signal) =>
        signal > 0 && signal < _namesOfMac.Length ? _namesOfMac[signal] : string.Create(CultureInfo.InvariantCulture, $"SIG{signal}");

    private static string OfLinux(int signal) =>
        signal > 0 && signal < _namesOfLinux.Length ? _namesOfLinux[signal]
        : signal >= FirstRealTime ? string.Create(CultureInfo.InvariantCulture, $"SIGRTMIN+{signal - FirstRealTime}")
        : string.Create(CultureInfo.InvariantCulture, $"SIG{signal}");
}
