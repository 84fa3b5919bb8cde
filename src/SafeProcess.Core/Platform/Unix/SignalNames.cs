using System.Globalization;

namespace SafeProcess.Platform.Unix;

/// <summary>The names of signal(7) for Linux on x86 and ARM.</summary>
internal static class SignalNames
{
    public const int SIGKILL = 9;
    public const int SIGCONT = 18;
    public const int SIGXCPU = 24;

    private const int FirstRealTime = 34;

    private static readonly string[] _names =
    [
        "", "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1", "SIGSEGV", "SIGUSR2",
        "SIGPIPE", "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG",
        "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO", "SIGPWR", "SIGSYS",
    ];

    public static string Of(int signal) =>
        signal > 0 && signal < _names.Length ? _names[signal]
        : signal >= FirstRealTime ? string.Create(CultureInfo.InvariantCulture, $"SIGRTMIN+{signal - FirstRealTime}")
        : string.Create(CultureInfo.InvariantCulture, $"SIG{signal}");
}
