using System.Runtime.InteropServices;
using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Unix.Launch;

/// <summary>Finds the cause behind an error number of a start, which alone does not tell the program from its directory or its interpreter.</summary>
internal static class LaunchFailure
{
    /// <summary>No error number of the system: the C library cannot change the directory of a child.</summary>
    public const int NoChangeDirectory = -1;

    public static StartException Directory(ProcessSpec spec, string what, string why, Exception? inner = null) =>
        new(StartFailure.WorkingDirectoryNotFound, spec.FilePath, $"'{spec.FilePath}' was not started: {Lower(what)} {why}.", inner);

    /// <summary>The error for a limit that would not hold.</summary>
    public static StartException NotEnforceable(ProcessSpec spec, string limit, string why) =>
        Fail(StartFailure.LimitNotEnforceable, spec, $"'{spec.FilePath}' was not started: {limit} cannot be enforced here: {why}");

    /// <summary>The error for a child that could not be given its limits before its first instruction.</summary>
    public static StartException Uncontrolled(SystemCallException failure, ProcessSpec spec, string path) =>
        failure.ErrorNumber is ErrorNumber.EMFILE or ErrorNumber.ENFILE || failure.ErrorNumber == ErrorNumber.EAGAIN
            ? From(failure.ErrorNumber, spec, path, directory: null)
            : Fail(StartFailure.LimitNotEnforceable, spec, $"'{path}' was not started: its limits could not be set before its first instruction ({failure.Message})");

    /// <summary>The error for a start of this file, in this directory when one was asked for.</summary>
    public static StartException From(int error, ProcessSpec spec, string path, string? directory)
    {
        if (directory is not null && spec.WorkingDirectory is not null && error is ErrorNumber.ENOENT or ErrorNumber.EACCES or ErrorNumber.ENOTDIR)
        {
            if (!System.IO.Directory.Exists(directory))
                return Directory(spec, $"The working directory '{directory}'", "does not exist");
            if (!CommandLookup.IsExecutable(directory))
                return Directory(spec, $"The working directory '{directory}'", "may not be entered by this user");
            if (error != ErrorNumber.EACCES && CommandLookup.Exists(path) && ProgramInterpreter.FindMissing(path, directory) is null)
                return Directory(spec, $"The working directory '{directory}'", "was missing for a moment, or the program was");
        }

        return error switch
        {
            ErrorNumber.ENOENT or ErrorNumber.ENOTDIR => NotFound(spec, path, directory),
            ErrorNumber.EACCES or ErrorNumber.EPERM => Denied(spec, path),
            ErrorNumber.ENOEXEC => Fail(StartFailure.NotExecutable, spec, $"'{path}' is no program: its format is unknown, and it names no interpreter with '#!'"),
            ErrorNumber.E2BIG => Fail(StartFailure.ArgumentListTooLong, spec, $"'{path}' was not started: its arguments and environment are longer than the system passes on"),
            ErrorNumber.EMFILE or ErrorNumber.ENFILE => Fail(StartFailure.TooManyDescriptors, spec, $"'{path}' was not started: {Scarcity(error)}"),
            NoChangeDirectory => Fail(StartFailure.Other, spec, $"'{path}' was not started: this C library cannot start a program in another directory (glibc 2.29 or musl 1.1.24 can)"),
            _ when error == ErrorNumber.ELOOP || error == ErrorNumber.ENAMETOOLONG => NotFound(spec, path, directory),
            _ when error == ErrorNumber.EAGAIN => Fail(StartFailure.TooManyProcesses, spec, $"'{path}' was not started: {Scarcity(error)}"),
            _ when ErrorNumber.IsOfForeignProgram(error) => Fail(
                StartFailure.NotExecutable, spec, $"'{path}' is no program for this machine: {Marshal.GetPInvokeErrorMessage(error)}"),
            _ => Fail(StartFailure.Other, spec, $"'{path}' was not started: {Marshal.GetPInvokeErrorMessage(error)}"),
        };
    }

    /// <summary>What there is not enough of, as a clause; null for other errors.</summary>
    public static string? Scarcity(int error) => error switch
    {
        ErrorNumber.EMFILE => "this process has no file descriptor left (ulimit -n)",
        ErrorNumber.ENFILE => "the system has no file descriptor left",
        _ when error == ErrorNumber.EAGAIN => "this user or the system can have no more processes (ulimit -u)",
        _ => null,
    };

    private static StartException NotFound(ProcessSpec spec, string path, string? directory)
    {
        if (System.IO.Directory.Exists(path))
            return Fail(StartFailure.NotExecutable, spec, $"'{path}' is a directory");
        if (!CommandLookup.Exists(path))
            return Fail(StartFailure.CommandNotFound, spec, $"'{path}' does not exist");
        return ProgramInterpreter.FindMissing(path, directory ?? "/") is { } interpreter
            ? Fail(StartFailure.NotExecutable, spec, $"'{path}' has a bad interpreter: '{VisibleText.Line(interpreter)}' does not exist{(interpreter.EndsWith('\r') ? " (its first line ends in CR LF, and must end in LF)" : "")}")
            : Fail(StartFailure.CommandNotFound, spec, $"'{path}' was missing for a moment when it was to be started");
    }

    private static StartException Denied(ProcessSpec spec, string path)
    {
        if (System.IO.Directory.Exists(path))
            return Fail(StartFailure.NotExecutable, spec, $"'{path}' is a directory");
        if (IsMarkedExecutable(path) is false)
            return Fail(StartFailure.NotExecutable, spec, $"'{path}' is not marked executable");
        return Fail(StartFailure.PermissionDenied, spec, $"'{path}' may not be run by this user");
    }

    private static bool? IsMarkedExecutable(string path)
    {
        try
        {
            const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
            return (new FileInfo(path).UnixFileMode & Execute) != 0;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static StartException Fail(StartFailure failure, ProcessSpec spec, string message) => new(failure, spec.FilePath, message + ".");

    private static string Lower(string sentence) => char.ToLowerInvariant(sentence[0]) + sentence[1..];
}
