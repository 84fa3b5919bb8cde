namespace SafeProcess.Commands;

/// <summary>Completes exit codes that count as success with some programs, and the last one that there was.</summary>
public sealed class SuccessExitCodeCompleter() : ExitCodeCompleter(
    [],
    [
        ("0", "success"),
        ("1", "grep: nothing was found; diff: the files differ; robocopy: files were copied"),
        // https://learn.microsoft.com/windows/win32/msi/error-codes
        ("1641", "Windows Installer: success, the restart has begun"),
        ("3010", "Windows Installer: success, a restart is needed"),
    ]);
