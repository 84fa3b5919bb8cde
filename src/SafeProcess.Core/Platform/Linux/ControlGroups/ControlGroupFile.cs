using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using SafeProcess.Platform.Linux.Native;
using SafeProcess.Platform.Linux.Tree;
using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Linux.ControlGroups;

/// <summary>Reads and writes the files by which a control group is governed.</summary>
internal static unsafe class ControlGroupFile
{
    /// <returns>The text; empty when there is no such file, or it may not be read.</returns>
    /// <exception cref="SystemCallException">No descriptor is left.</exception>
    public static string Read(string path)
    {
        for (var size = 4096; ; size *= 8)
        {
            var buffer = new byte[size];
            var length = ProcFile.Read(Encoding.UTF8.GetBytes(path), buffer);
            if (length < size)
                return Encoding.UTF8.GetString(buffer, 0, length);
        }
    }

    /// <returns>The number after a word, as in <c>oom_kill 2</c>; null when the file has no such line.</returns>
    public static long? ReadNumber(string path, string word) => Number(Read(path), word);

    /// <returns>The number that is the whole file; null when it is none.</returns>
    public static long? ReadNumber(string path) =>
        long.TryParse(Read(path).AsSpan().TrimEnd(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Reads an open file from its start.</summary>
    public static long? ReadNumber(Descriptor file, string word)
    {
        var buffer = stackalloc byte[1024];
        var length = LinuxLibC.ReadAt(file, buffer, 1024, 0);
        return length > 0 ? Number(Encoding.UTF8.GetString(buffer, (int)length), word) : null;
    }

    /// <exception cref="SystemCallException">The system refuses it.</exception>
    public static void Write(string path, string text)
    {
        using var file = Open(path, FileFlags.WriteOnly);
        Write(file, path, text);
    }

    /// <inheritdoc cref="Write(string, string)"/>
    public static void Write(Descriptor file, string path, string text)
    {
        fixed (byte* bytes = Encoding.UTF8.GetBytes(text))
        {
            if (LibC.Write(file, bytes, text.Length) < 0)
                throw new SystemCallException($"write of '{text}' to {path}", Marshal.GetLastPInvokeError());
        }
    }

    public static bool TryWrite(string path, string text)
    {
        try
        {
            Write(path, text);
            return true;
        }
        catch (SystemCallException)
        {
            return false;
        }
    }

    /// <exception cref="SystemCallException">It cannot be opened.</exception>
    public static Descriptor Open(string path, int mode)
    {
        var file = new Descriptor(LibC.Open(path, mode | FileFlags.CloseOnExec));
        if (!file.IsInvalid)
            return file;
        var error = Marshal.GetLastPInvokeError();
        file.Dispose();
        throw new SystemCallException($"open of {path}", error);
    }

    private static long? Number(string text, string word)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.StartsWith(word, StringComparison.Ordinal) && line.Length > word.Length && line[word.Length] == ' '
                && long.TryParse(line[(word.Length + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return number;
        }

        return null;
    }
}
