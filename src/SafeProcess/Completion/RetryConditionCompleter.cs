namespace SafeProcess.Commands;

/// <summary>Completes the names of failures, exit codes that say that a later attempt may succeed, and the last exit code that there was.</summary>
public sealed class RetryConditionCompleter() : ExitCodeCompleter(
    RetryConditions.Names,
    [
        // sysexits(3)
        ("75", "a failure that will pass (EX_TEMPFAIL)"),
        // https://learn.microsoft.com/windows/win32/msi/error-codes
        ("1618", "Windows Installer: another installation is going on"),
    ]);
