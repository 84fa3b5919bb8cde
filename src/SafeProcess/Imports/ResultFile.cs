using System.Text;

namespace SafeProcess.Commands;

/// <summary>A file with a result on each line, as <c>safeprocess --json</c> and the job log of a batch write them.</summary>
internal static class ResultFile
{
    // More than a result that kept as much as a run keeps by default.
    private const int LongestLine = 512 * 1024 * 1024;

    private static readonly byte[] _utf16Mark = [0xFF, 0xFE];

    private static ReadOnlySpan<byte> Utf8Mark => [0xEF, 0xBB, 0xBF];

    private static ReadOnlySpan<byte> Blanks => " \t\r"u8;

    /// <summary>What stands on its lines, blank ones left out. Others may write it meanwhile.</summary>
    /// <param name="path">The file.</param>
    /// <param name="longestLine">A longer line is not read.</param>
    /// <exception cref="IOException">It cannot be read; also <see cref="UnauthorizedAccessException"/>.</exception>
    public static IEnumerable<ResultLine> Read(string path, int longestLine = LongestLine)
    {
        if (Directory.Exists(path))
            throw new IOException("it is a folder");
        // To open one may wait for ever, and nothing could stop it.
        if (StreamFile.IsFifo(path))
            throw new IOException("it is a FIFO; results stand in a file");
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        using var text = InUtf8(file);
        foreach (var line in FileLine.Read(text, longestLine))
        {
            if (line.IsTooLong)
            {
                yield return ResultLine.TooLong(line.Number, longestLine);
                continue;
            }

            var content = WithoutMarks(line.Text);
            if (content.Length > 0)
                yield return ResultLine.Read(content, line.Number, line.IsEnded);
        }
    }

    // Windows PowerShell writes what it redirects to a file so.
    private static Stream InUtf8(FileStream file)
    {
        if (!file.CanSeek)
            return file;
        var first = new byte[_utf16Mark.Length];
        var count = file.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return count == first.Length && first.AsSpan().SequenceEqual(_utf16Mark) ? Encoding.CreateTranscodingStream(file, Encoding.Unicode, Encoding.UTF8) : file;
    }

    private static ReadOnlyMemory<byte> WithoutMarks(ReadOnlyMemory<byte> text) => (text.Span.StartsWith(Utf8Mark) ? text[Utf8Mark.Length..] : text).Trim(Blanks);
}
