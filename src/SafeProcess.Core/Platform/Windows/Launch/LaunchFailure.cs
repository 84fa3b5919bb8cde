using System.Runtime.InteropServices;
using SafeProcess.Platform.Windows.Native;

namespace SafeProcess.Platform.Windows.Launch;

/// <summary>Finds the cause behind the error code of a start.</summary>
internal static class LaunchFailure
{
    /// <summary>MAX_PATH without the backslash and the NUL that the system adds to the directory of a process.</summary>
    private const int LongestDirectory = 258;

    /// <summary>MAX_PATH without the NUL. Files may have longer paths, which most of what loads a program does not take.</summary>
    private const int LongestProgram = 259;

    public static StartException Directory(ProcessSpec spec, string directory, string why) => new(
        StartFailure.WorkingDirectoryNotFound, spec.FilePath, $"'{spec.FilePath}' was not started: the working directory '{directory}' {why}.");

    public static StartException TooLong(ProcessSpec spec, string path, int longest) => Fail(
        StartFailure.ArgumentListTooLong, spec, $"'{path}' was not started: its command line would be longer than the {longest:N0} characters that the system passes on");

    /// <summary>The error for a limit that would not hold.</summary>
    public static StartException NotEnforceable(ProcessSpec spec, string limit, string why) => Fail(
        StartFailure.LimitNotEnforceable, spec, $"'{spec.FilePath}' was not started: {limit} cannot be enforced here: {why}");

    /// <summary>The error for a start of this file in this directory.</summary>
    public static StartException From(int error, ProcessSpec spec, string path, string directory) => error switch
    {
        Win32Error.InvalidDirectory => Directory(
            spec, directory,
            directory.Length > LongestDirectory ? $"has a path of more than {LongestDirectory} characters"
            : System.IO.Directory.Exists(directory) ? "may not be entered by this user"
            : File.Exists(directory) ? "is not a directory" : "does not exist"),
        not (Win32Error.AccessDenied or Win32Error.ElevationRequired) when path.Length > LongestProgram && File.Exists(path) => Fail(
            StartFailure.NotExecutable, spec, $"'{path}' has a path of more than {LongestProgram} characters, from which the system starts no program: a junction can lead to it by a shorter one"),
        Win32Error.FileNotFound or Win32Error.PathNotFound or Win32Error.InvalidDrive or Win32Error.InvalidName or Win32Error.BadPathName
            or Win32Error.BadNetPath or Win32Error.BadNetName =>
            Fail(StartFailure.CommandNotFound, spec, $"'{path}' does not exist"),
        Win32Error.BadExecutableFormat or Win32Error.BadFormat or Win32Error.InvalidExecutableSignature =>
            Fail(StartFailure.NotExecutable, spec, $"'{path}' is no program, its format is unknown: {Documents.Advice(path)}"),
        Win32Error.MachineMismatch => Fail(StartFailure.NotExecutable, spec, $"'{path}' is a program for another kind of processor"),
        Win32Error.ElevationRequired => Fail(StartFailure.PermissionDenied, spec, $"'{path}' wants to run as administrator: start it from a session that is elevated"),
        Win32Error.AccessDenied => Fail(StartFailure.PermissionDenied, spec, $"'{path}' may not be run by this user"),
        Win32Error.DisabledByPolicy or Win32Error.VirusInfected or Win32Error.VirusDeleted =>
            Fail(StartFailure.PermissionDenied, spec, $"'{path}' was not started: {Marshal.GetPInvokeErrorMessage(error).TrimEnd('.')}"),
        Win32Error.FileNameTooLong => TooLong(spec, path, CommandLineText.Longest),
        Win32Error.TooManyOpenFiles => Fail(StartFailure.TooManyDescriptors, spec, $"'{path}' was not started: this process has no handle left"),
        Win32Error.NotEnoughQuota => Fail(StartFailure.TooManyProcesses, spec, $"'{path}' was not started: the job that this host is in can have no more processes"),
        Win32Error.NotEnoughMemory or Win32Error.NoSystemResources or Win32Error.CommitmentLimit =>
            Fail(StartFailure.TooManyProcesses, spec, $"'{path}' was not started: the system has no memory or resources left for another process"),
        _ => Fail(StartFailure.Other, spec, $"'{path}' was not started: {Marshal.GetPInvokeErrorMessage(error).TrimEnd('.')} (error {error})"),
    };

    private static StartException Fail(StartFailure failure, ProcessSpec spec, string message) => new(failure, spec.FilePath, message + ".");
}
