using System.Globalization;
using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>The errors of results that come from files. The ids are part of the contract, as scripts test for them.</summary>
internal static class ImportErrors
{
    /// <summary>There is no such file.</summary>
    /// <param name="path">As it was given.</param>
    public static ErrorRecord PathNotFound(string path) =>
        new ErrorRecord(new ItemNotFoundException(VisibleText.Line($"There is no file '{path}'.")), "PathNotFound", ErrorCategory.ObjectNotFound, path).FitToScreen();

    /// <summary>A file that is there cannot be read, or not to its end.</summary>
    public static ErrorRecord FileNotReadable(string path, Exception failure) =>
        new ErrorRecord(
            new IOException(VisibleText.Line($"'{path}' cannot be read: {failure.Message.TrimEnd('.')}."), failure), "FileNotReadable",
            failure is UnauthorizedAccessException ? ErrorCategory.PermissionDenied : ErrorCategory.ReadError, path).FitToScreen();

    /// <summary>A line has no result.</summary>
    public static ErrorRecord For(string path, ResultLine line) =>
        new ErrorRecord(
            new FormatException(VisibleText.Line(string.Create(CultureInfo.InvariantCulture, $"'{path}', line {line.Number}: {line.Reason}"))), line.ErrorId, line.Category, path).FitToScreen();
}
